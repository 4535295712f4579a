package io.ollamamax.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** A file's text, for the places of problems. */
final class Source {
  private static final Pattern BREAK = Pattern.compile("\r\n|\r|\n");
  private static final Pattern SECRET =
      Pattern.compile("authorization|bearer|api[-_]?key|cookie|password", Pattern.CASE_INSENSITIVE);

  private static final int LONGEST_SHOWN = 1000;

  private final String name;
  private final List<String> shownLines;

  Source(String name, String text) {
    this.name = name;
    this.shownLines = BREAK.splitAsStream(text).map(Source::shown).toList();
  }

  /** The line as messages show it; empty for one that is too long or that may hold a secret. */
  private static String shown(String line) {
    if (line.length() > LONGEST_SHOWN || SECRET.matcher(line).find()) {
      return "";
    }
    return Texts.printable(Texts.hideUserInfo(line)).stripTrailing();
  }

  /** The place of a node: of its first line where it has several. */
  Place at(Node node) {
    Optional<Mark> start = node.getStartMark();
    Optional<Mark> end = node.getEndMark();
    if (start.isEmpty()) {
      return Place.whole(name);
    }
    int line = start.get().getLine();
    int column = start.get().getColumn();
    boolean oneLine = end.isPresent() && end.get().getLine() == line;
    return at(line, column, oneLine ? end.get().getColumn() - column : Integer.MAX_VALUE);
  }

  /** The place of one character. */
  Place at(Mark mark) {
    return at(mark.getLine(), mark.getColumn(), 1);
  }

  /** The place of the character at an index, counted in code points. */
  Place atIndex(String text, int index) {
    int end = text.offsetByCodePoints(0, Math.min(index, text.codePointCount(0, text.length())));
    List<String> before = List.of(BREAK.split(text.substring(0, end), -1));
    String last = before.getLast();
    return at(before.size() - 1, last.codePointCount(0, last.length()), 1);
  }

  private Place at(int line, int column, int width) {
    String shown = line < shownLines.size() ? shownLines.get(line) : "";
    int rest = shown.codePointCount(0, shown.length()) - column;
    return new Place(name, line + 1, column + 1, Math.max(1, Math.min(width, rest)), shown);
  }

  /** The number of the first line that is longer, or 0. */
  static int lineLongerThan(String text, int limit) {
    int line = 1;
    int start = 0;
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) == '\n') {
        line++;
        start = at + 1;
      } else if (at - start >= limit) {
        return line;
      }
    }
    return 0;
  }

  Place whole() {
    return Place.whole(name);
  }
}
