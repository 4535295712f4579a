package io.ollamamax.config;

import java.util.List;
import java.util.Set;

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
   * @param present the full paths of all sections and settings that the file names
   * @param problems warnings
   */
  record Valid(Config config, Set<String> present, List<Problem> problems) implements ConfigResult {
    public Valid {
      present = Set.copyOf(present);
      problems = List.copyOf(problems);
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
