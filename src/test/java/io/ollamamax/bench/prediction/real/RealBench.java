package io.ollamamax.bench.prediction.real;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.loop.SystemTime;
import io.ollamamax.loop.Time;
import io.ollamamax.prediction.Family;
import io.ollamamax.prediction.Limits;
import io.ollamamax.prediction.PredictionEvent;
import io.ollamamax.prediction.PredictionSettings;
import io.ollamamax.prediction.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;

/** {@code bench/prediction-real [--trials N]}. */
public final class RealBench {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration WINDOW = Duration.ofMinutes(2);
  private static final long QUIET_SECONDS = 120;
  private static final long LASTS_SECONDS = 240;
  private static final long MOST_SECONDS = 480;

  /** What came of a case over all trials. */
  private static final class Tally {
    int trials;
    int failed;
    int missed;
    int falseAlarms;
    long seconds;
    final List<Long> leads = new ArrayList<>();
  }

  private final Map<RealCase, Tally> tallies = new EnumMap<>(RealCase.class);
  private final Time time = new SystemTime();
  private final Path classes;

  private RealBench(Path classes) {
    this.classes = classes;
    for (RealCase what : RealCase.values()) {
      tallies.put(what, new Tally());
    }
  }

  public static void main(String[] arguments) throws Exception {
    int trials = arguments.length == 2 ? Integer.parseInt(arguments[1]) : 3;
    Path classes = Files.createTempDirectory("classes");
    Path source = Path.of(System.getProperty("real.source"), "NodeProcess.java");
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), source.toString());
    if (failed != 0) {
      throw new IOException("cannot compile " + source);
    }
    RealBench bench = new RealBench(classes);
    for (int trial = 0; trial < trials; trial++) {
      bench.trial(trial);
    }
    System.out.print(bench.table());
  }

  private Tally tally(RealCase what) {
    return tallies.computeIfAbsent(what, w -> new Tally());
  }

  /** All cases at once, each on a node of its own. */
  private void trial(int number) throws IOException, InterruptedException {
    List<RealNode> nodes = new CopyOnWriteArrayList<>();
    Thread cleaner = new Thread(() -> close(nodes));
    Runtime.getRuntime().addShutdownHook(cleaner);
    try {
      for (RealCase what : RealCase.values()) {
        double lasts = LASTS_SECONDS * (1 + 0.15 * number);
        nodes.add(new RealNode(what, lasts, classes, time));
      }
      live(nodes);
    } catch (IOException e) {
      System.out.println("SKIPPED, this machine does not allow it: " + e.getMessage());
    } finally {
      Runtime.getRuntime().removeShutdownHook(cleaner);
      close(nodes);
    }
  }

  private static void close(List<RealNode> nodes) {
    for (RealNode node : nodes) {
      try {
        node.close();
      } catch (IOException e) {
        System.out.println("left behind: " + e.getMessage());
      }
    }
  }

  private void live(List<RealNode> nodes) throws IOException, InterruptedException {
    Predictor predictor =
        Predictor.taught(
            new PredictionSettings(
                0.7, 0.8, INTERVAL, WINDOW, EnumSet.allOf(Family.class), false, Limits.DEFAULT),
            1);
    Set<NodeId> failed = new HashSet<>();
    for (RealNode node : nodes) {
      tally(node.what).trials++;
    }
    for (long second = 1; second <= MOST_SECONDS && failed.size() < nodes.size() - 1; second++) {
      TimeUnit.SECONDS.sleep(1);
      for (RealNode node : nodes) {
        if (failed.contains(node.id)) {
          continue;
        }
        tally(node.what).seconds++;
        if (second == QUIET_SECONDS) {
          node.strike();
        }
        if (second > QUIET_SECONDS) {
          node.worsen((double) second - QUIET_SECONDS);
        }
        if (node.failed()) {
          failed.add(node.id);
          tally(node.what).failed++;
          predictor.failed(node.id, node.what.mode(), time.now());
        } else {
          predictor.sample(node.id, node.sample());
        }
      }
      if (second % INTERVAL.toSeconds() == 0) {
        look(predictor, nodes, failed);
      }
    }
    look(predictor, nodes, failed);
  }

  private void look(Predictor predictor, List<RealNode> nodes, Set<NodeId> failed) {
    for (PredictionEvent event : predictor.round(time.now(), failed).events()) {
      System.out.println(Instant.now() + " " + event);
      switch (event) {
        case PredictionEvent.CameTrue came ->
            tally(of(nodes, came.prediction().node())).leads.add(came.lead().toSeconds());
        case PredictionEvent.CameFalse came ->
            tally(of(nodes, came.prediction().node())).falseAlarms++;
        case PredictionEvent.Missed missed -> tally(of(nodes, missed.node())).missed++;
        default -> {}
      }
    }
  }

  private static RealCase of(List<RealNode> nodes, NodeId id) {
    return nodes.stream().filter(n -> n.id.equals(id)).findFirst().orElseThrow().what;
  }

  private String table() {
    StringBuilder text =
        new StringBuilder(
            """
            | case | trials | failed | foreseen | missed | lead, s | false alarms | node-hours |
            |---|---|---|---|---|---|---|---|
            """);
    tallies.forEach(
        (what, tally) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %d | %d | %s | %d | %.2f |%n",
                    what.title(),
                    tally.trials,
                    tally.failed,
                    tally.leads.size(),
                    tally.missed,
                    tally.leads.stream().sorted().toList(),
                    tally.falseAlarms,
                    tally.seconds / 3600.0)));
    return text.append("cgroup version ")
        .append(Files.exists(Path.of("/sys/fs/cgroup/memory")) ? 1 : 2)
        .append('\n')
        .toString();
  }
}
