package io.ollamamax.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What was found while a file was bound: where each setting stands, and what is wrong. */
final class Findings {
  private static final int MOST = 500;

  private final Place whole;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Place> places = new HashMap<>();
  private final Set<String> faulty = new HashSet<>();
  private final Set<Integer> secretLines = new HashSet<>();

  Findings(Place whole) {
    this.whole = whole;
  }

  /** Records where a setting stands. */
  void present(String path, Place place) {
    places.put(path, place);
  }

  /** Where each setting of the file stands. */
  Map<String, Place> places() {
    return places;
  }

  /** The lines' text is shown in no problem. */
  void secret(int firstLine, int lastLine) {
    for (int line = firstLine; line <= lastLine; line++) {
      secretLines.add(line);
    }
  }

  /** Records an error; the setting's value is unknown from here on. */
  void error(String path, Place place, String message) {
    faulty.add(path);
    problems.add(new Problem(Severity.ERROR, path, place, message));
  }

  /** The setting's value is unknown, because of an error recorded elsewhere. */
  void doubtful(String path) {
    faulty.add(path);
  }

  /**
   * Records a problem of relations at the first of the settings concerned, unless the value of one
   * of them is unknown.
   */
  void relation(Severity severity, String message, String at, String... others) {
    if (isFaulty(at)) {
      return;
    }
    for (String other : others) {
      if (isFaulty(other)) {
        return;
      }
    }
    problems.add(new Problem(severity, at, placeOf(at, others), message));
  }

  private boolean isFaulty(String path) {
    return faulty.stream().anyMatch(f -> isWithin(f, path) || isWithin(path, f));
  }

  private static boolean isWithin(String inner, String outer) {
    return inner.startsWith(outer)
        && (inner.length() == outer.length()
            || outer.isEmpty()
            || ".[".indexOf(inner.charAt(outer.length())) >= 0);
  }

  /**
   * Where the setting stands; where the file does not have it, one of the others, or else the
   * nearest section around it.
   */
  private Place placeOf(String path, String... others) {
    if (!places.containsKey(path)) {
      for (String other : others) {
        if (places.containsKey(other)) {
          return places.get(other);
        }
      }
    }
    String at = path;
    while (!places.containsKey(at) && !at.isEmpty()) {
      at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))));
    }
    return places.getOrDefault(at, whole);
  }

  /**
   * All problems in the order of the file, those of the file as a whole last; of very many the
   * first, and how many there are beside.
   */
  List<Problem> problems() {
    List<Problem> shown =
        problems.stream()
            .sorted(
                Comparator.comparing((Problem p) -> p.line() == 0)
                    .thenComparingInt(Problem::line)
                    .thenComparingInt(Problem::column))
            .limit(MOST)
            .map(this::withoutSecrets)
            .collect(Collectors.toCollection(ArrayList::new));
    if (problems.size() > MOST) {
      boolean wrong = problems.stream().anyMatch(Problem::isError);
      shown.add(
          new Problem(
              wrong ? Severity.ERROR : Severity.WARNING,
              "",
              whole,
              "%d more problems are not shown".formatted(problems.size() - MOST)));
    }
    return List.copyOf(shown);
  }

  private Problem withoutSecrets(Problem problem) {
    return secretLines.contains(problem.line())
        ? new Problem(
            problem.severity(), problem.path(), problem.place().hidden(), problem.message())
        : problem;
  }
}
