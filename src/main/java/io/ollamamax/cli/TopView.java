package io.ollamamax.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws {@code top}: a line for the whole, one for each node, one for the keys. */
record TopView(Ink ink) {
  private static final String HEAD = "%-20s %-11s %5s %7s %8s  %-9s %-24s %s";
  private static final int FRAME = 4; // the whole, an empty line, the head, the keys

  /**
   * The whole as lines; none is wider than {@code columns}, and there are no more than {@code
   * lines} of them.
   *
   * @param note what is told under the nodes, or empty
   * @param keys whether there is a keyboard to choose by
   */
  List<String> draw(
      String health,
      List<TopRow> rows,
      TopState state,
      String note,
      boolean keys,
      int columns,
      int lines) {
    List<String> out = new ArrayList<>();
    out.add(whole(health, rows));
    out.add("");
    out.add(
        ink.quiet(
            cut(
                HEAD.formatted(
                    "NODE", "STATUS", "WORK", "TOK/S", "FIRST", "BREAKER", "MODELS", "REASON"),
                columns)));
    int room = Math.max(1, lines - FRAME);
    int at = rows.stream().map(TopRow::id).toList().indexOf(state.chosen());
    int from = Math.clamp(at - room / 2, 0, Math.max(0, rows.size() - room));
    rows.stream().skip(from).limit(room).forEach(row -> out.add(row(row, state, columns)));
    if (keys) {
      out.add(cut(foot(rows, state, note), columns));
    }
    return out;
  }

  private String whole(String health, List<TopRow> rows) {
    long serving =
        rows.stream()
            .filter(row -> row.status().equals("healthy") || row.status().equals("degraded"))
            .count();
    double tokens = rows.stream().mapToDouble(TopRow::tokensPerSecond).sum();
    return "%s  %d of %d nodes serve  %d in work%s"
        .formatted(
            ink.strong(ink.status(health, health)),
            serving,
            rows.size(),
            rows.stream().mapToInt(TopRow::inFlight).sum(),
            Double.isNaN(tokens) ? "" : "  " + rate(tokens) + " tokens/s");
  }

  private String row(TopRow row, TopState state, int columns) {
    String text =
        cut(
            HEAD.formatted(
                cut(row.id(), 20),
                row.status(),
                row.inFlight(),
                rate(row.tokensPerSecond()),
                row.firstToken() == 0
                    ? "-"
                    : String.format(Locale.ROOT, "%.0f ms", row.firstToken() * 1000),
                row.breaker(),
                cut(row.models(), 24),
                row.reason()),
            columns);
    if (row.id().equals(state.chosen())) {
      return ink.chosen(text);
    }
    int from = 21;
    int to = Math.min(from + row.status().length(), text.length());
    return to <= from
        ? text
        : text.substring(0, from)
            + ink.status(row.status(), text.substring(from, to))
            + text.substring(to);
  }

  private static String foot(List<TopRow> rows, TopState state, String note) {
    if (state.asks()) {
      boolean held = rows.stream().anyMatch(row -> row.id().equals(state.chosen()) && row.held());
      return "%s %s? y for yes".formatted(held ? "undrain" : "drain", state.chosen());
    }
    if (!note.isEmpty()) {
      return note;
    }
    StringBuilder keys = new StringBuilder("up/down choose  d drain  sort by");
    for (TopState.Order order : TopState.Order.values()) {
      keys.append(' ').append(order.key()).append('=').append(order.text());
    }
    return keys.append("  r reverse  q quit").toString();
  }

  private static String rate(double tokens) {
    return Double.isNaN(tokens) ? "-" : String.format(Locale.ROOT, "%.1f", tokens);
  }

  private static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, Math.max(0, width));
  }
}
