package io.ollamamax.bench.nab;

import java.util.Arrays;

/**
 * What a detection at each row of a series is worth before weights, as NAB's sweeper has it: in a
 * window up to 1 the earlier it is, after a window down to -1 the farther it is, -1 before all.
 */
final class Worth {
  /** The window of a row that lies in none. */
  static final int NONE = -1;

  private static final double FARTHEST = 3;

  private final double[] values;
  private final int[] windows;

  private Worth(double[] values, int[] windows) {
    this.values = values;
    this.windows = windows;
  }

  static Worth of(Series series) {
    double[] values = new double[series.rows()];
    int[] windows = new int[series.rows()];
    Arrays.fill(values, -1);
    Arrays.fill(windows, NONE);
    for (int w = 0; w < series.windows().size(); w++) {
      Series.Window window = series.windows().get(w);
      for (int i = window.first(); i <= window.last(); i++) {
        double position = -(window.last() - i + 1) / (double) window.width();
        values[i] = sigmoid(position) / sigmoid(-1);
        windows[i] = w;
      }
      int next =
          w + 1 < series.windows().size() ? series.windows().get(w + 1).first() : series.rows();
      for (int i = window.last() + 1; i < next; i++) {
        values[i] = sigmoid((i - window.last()) / (window.width() - 1.0));
      }
    }
    return new Worth(values, windows);
  }

  private static double sigmoid(double position) {
    return position > FARTHEST ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
  }

  double at(int row) {
    return values[row];
  }

  /** The number of the window that a row lies in, or {@link #NONE}. */
  int window(int row) {
    return windows[row];
  }
}
