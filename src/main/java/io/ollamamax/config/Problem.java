package io.ollamamax.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param severity whether the configuration is refused for it
 * @param path the setting, such as {@code inference.fault_tolerance.self_healing.healing_interval};
 *     empty for the file as a whole
 * @param place where it stands
 * @param message what is wrong, with what was expected and what was found
 */
public record Problem(Severity severity, String path, Place place, String message) {
  /** From 1; 0 where the problem concerns the file as a whole. */
  public int line() {
    return place.line();
  }

  /** In code points from 1; 0 where the problem concerns the file as a whole. */
  public int column() {
    return place.column();
  }

  /** Whether the configuration is refused for it. */
  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** {@code file:line:column: error: path: message}. */
  public String summary() {
    return place + ": " + severity.wire() + ": " + (path.isEmpty() ? "" : path + ": ") + message;
  }

  /** The summary and below it the source line with the place underlined, without a last break. */
  public String render() {
    return (summary() + "\n" + place.excerpt()).stripTrailing();
  }
}
