package io.ollamamax.config;

/**
 * What is wrong with a configuration, and where.
 *
 * @param file its name
 * @param line from 1; 0 where there is none
 * @param column from 1
 * @param source the line's text; empty where there is none
 * @param message what was expected and what was found
 */
public record Problem(String file, int line, int column, String source, String message) {
  /** {@code file:line:column: error: message}, with the line and the place underlined. */
  @Override
  public String toString() {
    if (line == 0) {
      return file + ": error: " + message;
    }
    return file
        + ":"
        + line
        + ":"
        + column
        + ": error: "
        + message
        + "\n  "
        + source
        + "\n  "
        + " ".repeat(Math.max(0, column - 1))
        + "^";
  }
}
