package io.ollamamax.config.store;

import io.ollamamax.config.Change;
import io.ollamamax.config.Problem;
import java.util.List;
import java.util.Map;

/** What became of a wish to change the configuration. Only {@link Applied} changes anything. */
public sealed interface Outcome {
  /**
   * It is in force, or would be, where it was a trial.
   *
   * @param before the version before
   * @param after the version now; the same where nothing changed
   * @param changes of the effective configuration
   * @param shadowed settings of the wish for which a higher layer goes on to speak
   * @param warnings of the effective configuration
   * @param unsaved why it will not survive a restart yet; empty where it will
   */
  record Applied(
      long before,
      long after,
      List<Change> changes,
      Map<String, Layer> shadowed,
      List<Problem> warnings,
      String unsaved)
      implements Outcome {
    public Applied {
      changes = List.copyOf(changes);
      shadowed = Map.copyOf(shadowed);
      warnings = List.copyOf(warnings);
    }
  }

  /** The configuration would not be valid. */
  record Invalid(List<Problem> problems) implements Outcome {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }

  /** Someone else was first: the version now. */
  record Stale(long current) implements Outcome {}

  /** Settings that flags or environment variables own, by path. */
  record Locked(Map<String, Layer> owners) implements Outcome {
    public Locked {
      owners = Map.copyOf(owners);
    }
  }

  /** A running gateway cannot go over to it. */
  record Incompatible(List<Change> changes) implements Outcome {
    public Incompatible {
      changes = List.copyOf(changes);
    }
  }

  /** The history does not have that version. */
  record UnknownVersion(long oldest, long newest) implements Outcome {}

  /** It could not be stored. */
  record Unavailable(String reason) implements Outcome {}
}
