package io.ollamamax.config.store;

import static java.util.function.Predicate.not;

import io.ollamamax.config.ConfigResult;
import io.ollamamax.config.Place;
import io.ollamamax.config.Problem;
import io.ollamamax.config.Severity;
import io.ollamamax.config.Values;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What becomes of the layers by each kind of change. */
final class Edits {
  private Edits() {}

  /** File, adaptation and operator no longer speak of a component. */
  static Layers reset(Layers layers, Component component) {
    Layers cleared = layers;
    for (Layer layer : List.of(Layer.FILE, Layer.ADAPTATION, Layer.OPERATOR)) {
      cleared = cleared.with(layer, cleared.of(layer).where(not(component::owns)));
    }
    return cleared;
  }

  /** Those of the values that the operator really sets: that are new, or new in his layer. */
  static Values ofOperator(Values given, Effective now) {
    Values operator = now.version().layers().of(Layer.OPERATOR).values();
    return differing(given, now)
        .over(given.only(operator.byPath().keySet()))
        .where(path -> !given.get(path).equals(operator.get(path)));
  }

  /** Those of the values that are not in force. */
  static Values differing(Values given, Effective now) {
    Values inForce = Values.of(now.config());
    return given.where(path -> !given.get(path).equals(inForce.get(path)));
  }

  /** For each of the values the layer that owns it and is as wanted. */
  static Map<String, Layer> owners(Values values, Layers layers) {
    Map<String, Layer> owners = new TreeMap<>();
    for (String path : values.byPath().keySet()) {
      Layer owner = layers.ownerOf(path);
      if (owner != Layer.DEFAULT) {
        owners.put(path, owner);
      }
    }
    return owners;
  }

  /** What a body gives that is no setting of fault tolerance. */
  static List<Problem> elsewhere(ConfigResult.Valid body) {
    return body.given().byPath().keySet().stream()
        .filter(path -> !Layers.section(path).equals(Layers.INFERENCE))
        .map(
            path ->
                new Problem(
                    Severity.ERROR,
                    path,
                    body.places().getOrDefault(path, Place.whole("body")),
                    "only settings of inference.fault_tolerance can be set here; reload the file"
                        + " to change others"))
        .toList();
  }
}
