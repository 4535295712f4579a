package io.ollamamax.config.store;

import io.ollamamax.config.ConfigException;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.config.ConfigResult;
import io.ollamamax.config.Place;
import io.ollamamax.config.Problem;
import io.ollamamax.config.Profiles;
import io.ollamamax.config.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lays what a start is given in layers. Relations hold over profiles and file, and again over all:
 * variables and flags may need one another.
 */
final class LaunchReader {
  private final Map<String, Place> places = new HashMap<>();
  private Layers layers;

  LaunchReader(Layers layers) {
    this.layers = layers;
  }

  Layers layers() {
    return layers;
  }

  void profile(String name) {
    ConfigResult result = Profiles.find(name).orElseThrow(() -> unknown(name));
    if (!(result instanceof ConfigResult.Valid valid)) {
      throw new ConfigException(result.problems());
    }
    add(Layer.PROFILE, Said.by(valid), valid.places());
  }

  void file(String name, byte[] text) {
    ConfigResult result = ConfigLoader.parse(name, text, ConfigLoader.Form.FILE, layers.values());
    if (!(result instanceof ConfigResult.Valid valid)) {
      throw new ConfigException(result.problems());
    }
    add(Layer.FILE, Said.by(valid), valid.places());
  }

  /** Profiles alone must fit together. */
  void noFile() {
    refuseErrors(relations());
  }

  void overrides(Map<String, String> environment, List<String> flags) {
    List<Problem> wrong = new ArrayList<>();
    Overrides.ofEnvironment(environment)
        .forEach(variable -> override(Layer.ENVIRONMENT, variable, wrong));
    flags.forEach(flag -> override(Layer.FLAG, Overrides.ofFlag(flag), wrong));
    refuseErrors(wrong);
    refuseErrors(relations());
  }

  private void override(Layer layer, Overrides.Assignment given, List<Problem> wrong) {
    Place place = Place.whole(given.name());
    switch (ConfigLoader.parseLayer(given.name(), given.yaml())) {
      case ConfigResult.Invalid invalid ->
          invalid.problems().stream()
              .map(p -> new Problem(p.severity(), p.path(), place, p.message()))
              .forEach(wrong::add);
      case ConfigResult.Valid valid -> {
        Map<String, Place> here = new HashMap<>();
        valid.given().byPath().keySet().forEach(path -> here.put(path, place));
        add(layer, Said.at(given.name(), valid.given()), here);
      }
    }
  }

  /** What is wrong between the settings of all layers. */
  List<Problem> relations() {
    return ConfigLoader.check("configuration", places, layers.config());
  }

  private void add(Layer layer, Said said, Map<String, Place> where) {
    layers = layers.with(layer, said.over(layers.of(layer)));
    places.putAll(where);
  }

  private static void refuseErrors(List<Problem> problems) {
    List<Problem> errors = problems.stream().filter(Problem::isError).toList();
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
  }

  private static ConfigException unknown(String name) {
    String hint =
        Profiles.nearest(name)
            .map(near -> "; did you mean " + near + "?")
            .orElse("; known are " + String.join(", ", Profiles.names()));
    return new ConfigException(
        List.of(
            new Problem(
                Severity.ERROR, "", Place.whole("--profile"), "unknown profile " + name + hint)));
  }
}
