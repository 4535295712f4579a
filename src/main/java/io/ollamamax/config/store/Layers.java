package io.ollamamax.config.store;

import io.ollamamax.config.Config;
import io.ollamamax.config.Values;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What every layer says; the effective configuration follows.
 *
 * @param said by layer; a layer that says nothing may be missing
 */
public record Layers(Map<Layer, Said> said) {
  static final String INFERENCE = "inference";

  /** The defaults alone. */
  public static final Layers DEFAULTS = new Layers(Map.of());

  public Layers {
    Map<Layer, Said> copy = new EnumMap<>(Layer.class);
    copy.putAll(said);
    copy.values().removeIf(Said.NOTHING::equals);
    said = Collections.unmodifiableMap(copy);
  }

  /** What a layer says. */
  public Said of(Layer layer) {
    return said.getOrDefault(layer, Said.NOTHING);
  }

  /** The same with another content of one layer. */
  public Layers with(Layer layer, Said content) {
    Map<Layer, Said> changed = new EnumMap<>(Layer.class);
    changed.putAll(said);
    changed.put(layer, content);
    return new Layers(changed);
  }

  /** The file speaks anew: of inference whole, of other sections only where it has them. */
  public Layers reloaded(Said file) {
    Set<String> sections =
        file.values().byPath().keySet().stream().map(Layers::section).collect(Collectors.toSet());
    sections.add(INFERENCE);
    Said kept = of(Layer.FILE).where(path -> !sections.contains(section(path)));
    return with(Layer.FILE, file.over(kept));
  }

  /** The first part of a path. */
  static String section(String path) {
    int dot = path.indexOf('.');
    return dot < 0 ? path : path.substring(0, dot);
  }

  /** The layers that are as wanted. */
  public Layers where(Predicate<Layer> wanted) {
    Map<Layer, Said> kept = new EnumMap<>(Layer.class);
    said.forEach((layer, content) -> kept.put(layer, wanted.test(layer) ? content : Said.NOTHING));
    return new Layers(kept);
  }

  /** The layers below one. */
  public Layers below(Layer layer) {
    return where(other -> other.compareTo(layer) < 0);
  }

  /** The layers that the emergency switches lie over. */
  public Layers withoutEmergency() {
    return below(Layer.EMERGENCY);
  }

  /** What the layers say together, without the defaults. */
  public Values values() {
    Values merged = Values.NONE;
    for (Said content : said.values()) { // in the order of the layers
      merged = content.values().over(merged);
    }
    return merged;
  }

  /** The effective configuration. */
  public Config config() {
    return values().toConfig();
  }

  /** The layer that a setting's value comes from. */
  public Layer ownerOf(String path) {
    Layer owner = Layer.DEFAULT;
    for (Layer layer : said.keySet()) {
      if (of(layer).values().get(path).isPresent()) {
        owner = layer;
      }
    }
    return owner;
  }

  /** Where, or by whom, a setting's value was said; empty for a default. */
  public String placeOf(String path) {
    return of(ownerOf(path)).places().getOrDefault(path, "");
  }
}
