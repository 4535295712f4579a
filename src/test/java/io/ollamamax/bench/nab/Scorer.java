package io.ollamamax.bench.nab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** NAB's normalised score of one detector over many series: 0 is no detection, 100 is perfect. */
final class Scorer {
  private final List<Run> runs;

  Scorer(List<Run> runs) {
    this.runs = List.copyOf(runs);
  }

  /** NaN where no window is labelled. */
  double score(double threshold, Profile profile) {
    return normalised(runs.stream().mapToDouble(r -> r.raw(threshold, profile)).sum(), profile);
  }

  int windows() {
    return runs.stream().mapToInt(Run::windows).sum();
  }

  long found(double threshold) {
    return runs.stream().mapToLong(r -> r.found(threshold)).sum();
  }

  int falseAlarms(double threshold) {
    return runs.stream().mapToInt(r -> r.falseAlarms(threshold)).sum();
  }

  /** Days of all series together. */
  double days() {
    return runs.stream().mapToDouble(r -> r.series().scoredDays()).sum();
  }

  private double normalised(double raw, Profile profile) {
    double nothing = -profile.falseNegative * windows();
    return windows() == 0 ? Double.NaN : 100 * (raw - nothing) / (windows() - nothing);
  }

  /** A threshold and the score there. */
  record Best(double threshold, double score) {}

  private record Point(double score, int run, int row) {}

  /** The threshold of the highest score; infinite where no detection is better than some. */
  Best best(Profile profile) {
    List<Point> points = new ArrayList<>();
    double[][] inWindows = new double[runs.size()][];
    for (int r = 0; r < runs.size(); r++) {
      Run run = runs.get(r);
      inWindows[r] = new double[run.windows()];
      Arrays.fill(inWindows[r], -profile.falseNegative);
      for (int i = run.series().probation(); i < run.scores().length; i++) {
        if (run.scores()[i] > 0) {
          points.add(new Point(run.scores()[i], r, i));
        }
      }
    }
    points.sort(Comparator.comparingDouble(Point::score).reversed());
    double raw = -profile.falseNegative * windows();
    double most = raw;
    double threshold = Double.POSITIVE_INFINITY;
    for (int p = 0; p < points.size(); p++) {
      Point point = points.get(p);
      raw += gain(point, inWindows, profile);
      boolean last = p + 1 == points.size() || points.get(p + 1).score() < point.score();
      if (last && raw > most) {
        most = raw;
        threshold = point.score();
      }
    }
    return new Best(threshold, normalised(most, profile));
  }

  private double gain(Point point, double[][] inWindows, Profile profile) {
    Worth worth = runs.get(point.run()).worth();
    int window = worth.window(point.row());
    double value = worth.at(point.row());
    if (window == Worth.NONE) {
      return profile.falsePositive * value;
    }
    double before = inWindows[point.run()][window];
    inWindows[point.run()][window] = Math.max(before, value);
    return Math.max(0, value - before);
  }
}
