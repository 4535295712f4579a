package io.ollamamax.bench.prediction;

import java.util.List;
import java.util.Locale;

/** The reliability curve as an SVG: what was said across, what came of it upwards. */
final class Picture {
  private static final int SIDE = 320;
  private static final int MARGIN = 40;

  private Picture() {}

  static String of(List<Reliability.Bin> bins) {
    StringBuilder svg = new StringBuilder();
    int whole = SIDE + 2 * MARGIN;
    add(svg, "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d'", whole, whole);
    svg.append(" font-family='sans-serif' font-size='11'>\n");
    add(svg, "<rect width='%d' height='%d' fill='white'/>\n", whole, whole);
    add(svg, "<path d='M%s L%s' stroke='#999' stroke-dasharray='4'/>\n", at(0, 0), at(1, 1));
    add(svg, "<path d='M%s L%s L%s' fill='none' stroke='black'/>\n", at(0, 1), at(0, 0), at(1, 0));
    StringBuilder line = new StringBuilder();
    for (Reliability.Bin bin : bins) {
      if (bin.count() > 0) {
        line.append(line.isEmpty() ? "M" : " L").append(at(bin.said(), bin.came()));
        add(svg, "<circle cx='%.1f' cy='%.1f' r='4' fill='#06c'/>\n", x(bin.said()), y(bin.came()));
        add(
            svg,
            "<text x='%.1f' y='%.1f'>%d</text>\n",
            x(bin.said()) + 6,
            y(bin.came()) + 12,
            bin.count());
      }
    }
    add(svg, "<path d='%s' fill='none' stroke='#06c'/>\n", line);
    for (int tenth = 0; tenth <= 10; tenth += 2) {
      double share = tenth / 10.0;
      add(svg, "<text x='%.1f' y='%.1f'>%.1f</text>\n", x(share) - 8, y(0) + 16, share);
      add(svg, "<text x='%.1f' y='%.1f'>%.1f</text>\n", x(0) - 24, y(share) + 4, share);
    }
    add(svg, "<text x='%.1f' y='%.1f'>confidence</text>\n", x(0.42), y(0) + 32);
    add(
        svg,
        "<text x='%.1f' y='%.1f'>share that failed within the horizon</text>\n",
        x(0),
        y(1) - 12);
    return svg.append("</svg>\n").toString();
  }

  private static void add(StringBuilder svg, String form, Object... values) {
    svg.append(String.format(Locale.ROOT, form, values));
  }

  private static String at(double said, double came) {
    return String.format(Locale.ROOT, "%.1f %.1f", x(said), y(came));
  }

  private static double x(double share) {
    return MARGIN + SIDE * share;
  }

  private static double y(double share) {
    return MARGIN + SIDE * (1 - share);
  }
}
