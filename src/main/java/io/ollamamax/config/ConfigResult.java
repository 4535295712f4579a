package io.ollamamax.config;

import java.util.List;
import java.util.Map;

/** A configuration, or everything that is wrong with it. */
public sealed interface ConfigResult {
  /** All problems in the order of the file; of a valid configuration the warnings. */
  List<Problem> problems();

  /**
   * The configuration.
   *
   * @throws ConfigException with all problems where it was refused
   */
  Config orElseThrow();

  /**
   * A configuration that can be used.
   *
   * @param config the file's values over the defaults
   * @param places of all sections and settings that the file names, by their full paths
   * @param problems warnings
   */
  record Valid(Config config, Map<String, Place> places, List<Problem> problems)
      implements ConfigResult {
    public Valid {
      places = Map.copyOf(places);
      problems = List.copyOf(problems);
    }

    /** The values that the file gives. */
    public Values given() {
      return Values.of(config).only(places.keySet());
    }

    @Override
    public Config orElseThrow() {
      return config;
    }
  }

  /**
   * A configuration that cannot be used.
   *
   * @param problems errors, at least one, and warnings
   */
  record Invalid(List<Problem> problems) implements ConfigResult {
    public Invalid {
      problems = List.copyOf(problems);
    }

    @Override
    public Config orElseThrow() {
      throw new ConfigException(problems);
    }
  }
}
