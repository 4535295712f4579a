package io.ollamamax.bench.tracking;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.tracking.Observation;
import io.ollamamax.tracking.Tracker;
import io.ollamamax.tracking.TrackingSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Memory and time of the windows of 100 nodes with 50 models each, by the window's size. */
public final class TrackingBench {
  private static final int NODES = 100;
  private static final int MODELS = 50;
  private static final long SECOND = 1_000_000_000L;

  private TrackingBench() {}

  /** Prints a table; takes no arguments. */
  public static void main(String[] args) {
    System.out.println(
        "| window | tries/s of each model on each node | heap, MB | estimated, MB | fold of a"
            + " second, ms | evaluation, ms |\n|---|---|---|---|---|---|");
    for (double rate : new double[] {0.1, 1}) {
      for (int minutes : new int[] {1, 5, 10, 60}) {
        run(Duration.ofMinutes(minutes), rate);
      }
    }
  }

  private static void run(Duration window, double rate) {
    long before = heap();
    Tracker tracker = new Tracker(() -> new TrackingSettings(true, window));
    SplittableRandom random = new SplittableRandom(1);
    List<NodeId> nodes = new ArrayList<>();
    List<ModelName> models = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      nodes.add(new NodeId("node-" + i));
    }
    for (int i = 0; i < MODELS; i++) {
      models.add(ModelName.of("model-" + i));
    }
    int each = (int) (NODES * MODELS * rate);
    List<Long> folds = new ArrayList<>();
    long seconds = window.toSeconds() + 60;
    for (long second = 0; second < seconds; second++) {
      for (int i = 0; i < each; i++) {
        tracker.offer(
            new Observation(
                second * SECOND,
                nodes.get(random.nextInt(NODES)),
                models.get(random.nextInt(MODELS)),
                random.nextInt(100) == 0,
                random.nextLong(50_000_000, 500_000_000),
                random.nextLong(10_000_000, 40_000_000),
                random.nextLong(SECOND, 20 * SECOND),
                random.nextLong(SECOND),
                0));
      }
      long start = System.nanoTime();
      tracker.drain(second * SECOND);
      folds.add(System.nanoTime() - start);
    }
    long start = System.nanoTime();
    tracker.evaluate(seconds * SECOND);
    long evaluation = System.nanoTime() - start;
    long used = heap() - before;
    folds.sort(null);
    System.out.printf(
        "| %d min | %.1f | %.0f | %.0f | %.1f | %.0f |%n",
        window.toMinutes(),
        rate,
        used / 1e6,
        tracker.bytes() / 1e6,
        folds.get(folds.size() / 2) / 1e6,
        evaluation / 1e6);
  }

  private static long heap() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
