package io.ollamamax.config.store;

import io.ollamamax.config.Change;
import io.ollamamax.config.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What became of a wish to change the configuration. Only {@link Applied} changes anything. */
public sealed interface Outcome {
  /** What is logged of a refusal for reasons of content. */
  String REFUSED = "configuration validation failed";

  /** What happened, on one line. */
  default String text() {
    return switch (this) {
      case Applied applied ->
          "version %d, %d changes".formatted(applied.after(), applied.changes().size());
      case Invalid invalid ->
          REFUSED
              + ": "
              + invalid.problems().stream()
                  .filter(Problem::isError)
                  .map(Problem::summary)
                  .collect(Collectors.joining("; "));
      case Stale stale ->
          "the configuration is at version %d; read it again".formatted(stale.current());
      case Locked locked ->
          "locked until the gateway is started without them: "
              + new TreeMap<>(locked.owners())
                  .entrySet().stream()
                      .map(owner -> "%s (%s)".formatted(owner.getKey(), owner.getValue().wire()))
                      .collect(Collectors.joining(", "));
      case Incompatible incompatible ->
          incompatible.changes().stream()
              .collect(
                  Collectors.groupingBy(
                      Change::reason,
                      LinkedHashMap::new,
                      Collectors.mapping(Change::path, Collectors.joining(", "))))
              .entrySet()
              .stream()
              .map(paths -> paths.getValue() + ": " + paths.getKey())
              .collect(Collectors.joining("; "));
      case UnknownVersion unknown ->
          "the history has the versions %d to %d".formatted(unknown.oldest(), unknown.newest());
      case Unavailable unavailable -> "nothing was changed: " + unavailable.reason();
    };
  }

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
