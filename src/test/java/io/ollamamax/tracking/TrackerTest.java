package io.ollamamax.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TrackerTest {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1_000 * MS;
  private static final ModelName MODEL = ModelName.of("m");

  private final SplittableRandom random = new SplittableRandom(1);
  private TrackingSettings settings = new TrackingSettings(true, Duration.ofMinutes(10));
  private final Tracker tracker = new Tracker(() -> settings);
  private long now = -7 * SECOND; // a monotonic clock may be negative

  /** Lets seconds pass in which each of these nodes gives an answer each second. */
  private void serve(int seconds, double factor, String... nodes) {
    for (int i = 0; i < seconds; i++) {
      now += SECOND;
      for (String node : nodes) {
        double noise = 0.9 + 0.2 * random.nextDouble();
        long first = (long) (200 * MS * noise * factor);
        tracker.offer(
            new Observation(
                now, new NodeId(node), MODEL, false, first, 20 * MS, first + 2 * SECOND, 0, 0));
      }
    }
  }

  private List<String> worse() {
    return tracker.evaluate(now).worse().stream()
        .map(found -> found.node() + " " + found.metric().wire())
        .toList();
  }

  @Test
  void aNodeThatGetsSlowerThanItWasAndThanItsPeersIsTold() {
    serve(300, 1, "a", "b", "c");
    assertEquals(List.of(), worse());
    for (int i = 0; i < 30; i++) {
      serve(1, 1, "b", "c");
      now -= SECOND;
      serve(1, 3, "a");
    }
    assertEquals(List.of(), worse(), "the slices still hold as much from before");
    for (int i = 0; i < 30; i++) {
      serve(1, 1, "b", "c");
      now -= SECOND;
      serve(1, 3, "a");
    }
    assertEquals(List.of("a first_token"), worse());
    assertEquals(List.of(), worse(), "once");
    Degradation found = tracker.view(now).degradations().getFirst();
    assertEquals(200.0, found.baseline() / 1e6, 60);
    assertEquals(200.0, found.peers() / 1e6, 20);
    assertEquals(600.0, found.now() / 1e6, 60);
    serve(90, 1, "a", "b", "c");
    assertEquals(List.of(found), tracker.evaluate(now).well());
    assertEquals(List.of(), tracker.view(now).degradations());
  }

  @Test
  void aLoadThatSlowsAllIsNoNodesFault() {
    serve(300, 1, "a", "b", "c");
    serve(90, 3, "a", "b", "c");
    assertEquals(List.of(), worse());
  }

  @Test
  void aNodeAloneIsJudgedByItsPast() {
    serve(300, 1, "a");
    serve(90, 3, "a");
    assertEquals(List.of("a first_token"), worse());
  }

  @Test
  void whatStaysBadDoesNotBecomeUsual() {
    serve(300, 1, "a");
    serve(90, 3, "a");
    assertEquals(List.of("a first_token"), worse());
    serve(3_000, 3, "a");
    assertEquals(List.of(), tracker.evaluate(now).well());
    assertEquals(1, tracker.view(now).degradations().size());
  }

  @Test
  void aSteadyDayGivesNoAlarm() {
    int alarms = 0;
    for (int minute = 0; minute < 24 * 60; minute++) {
      serve(60, 1 + 0.5 * random.nextDouble(), "a", "b");
      alarms += worse().size();
    }
    assertEquals(0, alarms);
  }

  @Test
  void theWindowForgets() {
    serve(60, 1, "a");
    PerformanceView.Row row = tracker.view(now).rows().getFirst();
    assertEquals(60, row.tries());
    Summary gap = row.metric(Metric.TOKEN_GAP);
    assertEquals(20.0, gap.p50() / 1e6, 0.2);
    assertEquals(60, gap.count());
    now += 700 * SECOND;
    assertEquals(List.of(), tracker.view(now).rows());
  }

  @Test
  void failedTriesCountAndGiveNoLatency() {
    tracker.offer(new Observation(now, new NodeId("a"), MODEL, true, -1, -1, SECOND, 0, 0));
    serve(1, 1, "a");
    PerformanceView.Row row = tracker.view(now).rows().getFirst();
    assertEquals(0.5, row.errorShare());
    assertEquals(1, row.metric(Metric.LATENCY).count());
  }

  @Test
  void aSmallerWindowTakesLessMemory() {
    long before = 0;
    for (int minutes : new int[] {5, 10, 60}) {
      settings = new TrackingSettings(true, Duration.ofMinutes(minutes));
      serve(3_600, 1, "a", "b");
      long bytes = tracker.view(now).bytes();
      assertTrue(bytes > 1.5 * before, minutes + " minutes: " + bytes + " after " + before);
      before = bytes;
    }
  }

  @Test
  void switchedOffNothingIsKept() {
    serve(60, 1, "a");
    settings = new TrackingSettings(false, Duration.ofMinutes(10));
    serve(60, 1, "a");
    PerformanceView view = tracker.view(now);
    assertEquals(List.of(), view.rows());
    assertEquals(0, view.bytes());
  }

  @Test
  void nodesThatAreGoneAreForgotten() {
    serve(60, 1, "a", "b");
    tracker.drain(now);
    tracker.retain(Set.of(new NodeId("b")));
    assertEquals(1, tracker.view(now).rows().size());
  }
}
