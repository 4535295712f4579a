package io.ollamamax.config.store;

import io.ollamamax.config.ConfigResult;
import io.ollamamax.config.Values;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What one layer says.
 *
 * @param places where, or by whom and when, each value was said, by path
 */
public record Said(Values values, Map<String, String> places) {
  /** Nothing. */
  public static final Said NOTHING = new Said(Values.NONE, Map.of());

  public Said {
    places = Map.copyOf(places);
  }

  /** What a file says. */
  public static Said by(ConfigResult.Valid file) {
    Map<String, String> places = new TreeMap<>();
    file.places().forEach((path, place) -> places.put(path, place.toString()));
    Values given = file.given();
    places.keySet().retainAll(given.byPath().keySet());
    return new Said(given, places);
  }

  /** These values, all from one place. */
  public static Said at(String place, Values values) {
    return new Said(
        values,
        values.byPath().keySet().stream().collect(Collectors.toMap(path -> path, path -> place)));
  }

  /** What the paths that are as wanted say. */
  public Said where(Predicate<String> wanted) {
    Map<String, String> kept = new TreeMap<>(places);
    kept.keySet().removeIf(wanted.negate());
    return new Said(values.where(wanted), kept);
  }

  /** This, and what the other says where this says nothing. */
  public Said over(Said lower) {
    Map<String, String> merged = new TreeMap<>(lower.where(p -> values.get(p).isEmpty()).places);
    merged.putAll(places);
    return new Said(values.over(lower.values), merged);
  }
}
