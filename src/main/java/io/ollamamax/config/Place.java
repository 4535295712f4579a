package io.ollamamax.config;

/**
 * Where something stands in a file.
 *
 * @param file the name given to the loader
 * @param line from 1; 0 for the file as a whole
 * @param column in code points from 1; 0 for the file as a whole
 * @param width code points to underline, at least 1
 * @param sourceLine the line as printed; empty where it is not to be shown
 */
public record Place(String file, int line, int column, int width, String sourceLine) {
  private static final int LEFT = 80;
  private static final int SHOWN = 160;

  /** The file as a whole. */
  public static Place whole(String file) {
    return new Place(file, 0, 0, 1, "");
  }

  /** The same place without the text that stands there. */
  Place hidden() {
    return new Place(file, line, column, width, "");
  }

  /** {@code file:line:column}, or the file alone. */
  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }

  /**
   * The source line with the place underlined, ending in a line break; empty if not to be shown.
   */
  String excerpt() {
    if (sourceLine.isBlank()) {
      return "";
    }
    int[] points = sourceLine.codePoints().toArray();
    int from = Math.max(0, Math.min(column - 1, points.length) - LEFT);
    int to = Math.min(points.length, from + SHOWN);
    int carets = Math.max(1, Math.min(width, to - column + 1));
    String shown = new String(points, from, to - from).stripTrailing();
    return """
    %5d | %s
          | %s%s
    """
        .formatted(line, shown, " ".repeat(Math.max(0, column - 1 - from)), "^".repeat(carets));
  }
}
