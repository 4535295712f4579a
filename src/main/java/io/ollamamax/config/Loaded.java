package io.ollamamax.config;

import java.util.List;

/** What reading a configuration came to. */
public sealed interface Loaded {
  /** It can be used. */
  record Valid(Config config, List<Problem> warnings) implements Loaded {
    public Valid {
      warnings = List.copyOf(warnings);
    }
  }

  /** It cannot be used; all problems at once. */
  record Invalid(List<Problem> problems) implements Loaded {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }
}
