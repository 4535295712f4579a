package io.ollamamax.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration was refused. */
public final class ConfigException extends RuntimeException {
  private final transient List<Problem> problems;

  /**
   * @param problems errors, at least one, and warnings
   */
  public ConfigException(List<Problem> problems) {
    super(problems.stream().map(Problem::render).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Everything that is wrong, in the order of the file. */
  public List<Problem> problems() {
    return problems;
  }
}
