package io.ollamamax.bench.prediction;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.prediction.NodeSample;
import io.ollamamax.prediction.Predictor;
import io.ollamamax.sim.faults.FaultFamily;
import io.ollamamax.sim.prediction.FleetHour;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/** What prediction takes: CPU and memory for a hundred nodes, by interval and window. */
final class Cost {
  private static final int NODES = 100;
  private static final int SECONDS = 3600;

  private Cost() {}

  static String table(ObjectNode root) {
    StringBuilder text =
        new StringBuilder(
            "| interval | window | share of a core in percent, 100 nodes | memory a node, kB |\n|---|---|---|---|\n");
    measure(30, 5); // warms up
    for (int[] one : new int[][] {{10, 2}, {30, 5}, {60, 10}, {60, 5}, {300, 5}, {30, 60}}) {
      double[] figures = measure(one[0], one[1]);
      root.withArray("cost")
          .addObject()
          .put("interval_s", one[0])
          .put("window_min", one[1])
          .put("core_percent", figures[0])
          .put("kilobytes", figures[1]);
      text.append(
          String.format(
              Locale.ROOT,
              "| %d s | %d min | %.2f | %.0f |%n",
              one[0],
              one[1],
              figures[0],
              figures[1]));
    }
    return text.toString();
  }

  private static double[] measure(int interval, int window) {
    List<FleetHour> fleets = new ArrayList<>();
    for (int i = 0; i < NODES / FleetHour.NODES.size(); i++) {
      fleets.add(new FleetHour(FaultFamily.DAILY_RHYTHM, new SplittableRandom(i)));
    }
    long before = used();
    Predictor predictor =
        Predictor.taught(
            PredictionBench.settings(Duration.ofSeconds(interval), Duration.ofMinutes(window)), 1);
    long cpu = 0;
    for (int second = 1; second <= SECONDS; second++) {
      List<List<NodeSample>> samples = new ArrayList<>();
      fleets.forEach(f -> samples.add(f.next()));
      Instant now = fleets.getFirst().now();
      long begin = cpu();
      for (int i = 0; i < NODES; i++) {
        NodeId node = new NodeId("n" + i);
        predictor.sample(node, samples.get(i / 4).get(i % 4));
      }
      if (second % interval == 0) {
        predictor.round(now, Set.of());
      }
      cpu += cpu() - begin;
    }
    double kilobytes = (used() - before) / 1024.0 / NODES;
    predictor.retain(Set.of());
    return new double[] {100.0 * cpu / 1e9 / SECONDS, kilobytes};
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
