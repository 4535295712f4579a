package io.ollamamax.gateway.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MergedProgressTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");

  private final MergedProgress merged = new MergedProgress(List.of(A, B));

  private static ProgressLine moving(String digest, long total, long completed) {
    return new ProgressLine("pulling " + digest, digest, total, completed, "");
  }

  private List<String> taken() {
    return texts(merged.take());
  }

  private static List<String> texts(List<ProgressLine> lines) {
    return lines.stream()
        .map(line -> line.moves() ? line.status() + " " + line.completed() : line.status())
        .toList();
  }

  @Test
  void showsWhatEveryNodeHas() {
    merged.heard(A, moving("x", 100, 60));
    assertEquals(List.of("pulling x 0"), taken());
    merged.heard(B, moving("x", 100, 30));
    assertEquals(List.of("pulling x 30"), taken());
    merged.heard(A, moving("x", 100, 100));
    assertEquals(List.of(), taken());
    merged.done(B);
    assertEquals(List.of("pulling x 100"), taken());
  }

  @Test
  void saysAStatusOnceAndTheLastStepsWhenAllHaveComeToThem() {
    merged.heard(A, ProgressLine.of("pulling manifest"));
    merged.heard(A, moving("x", 10, 10));
    merged.heard(A, ProgressLine.of("verifying sha256 digest"));
    merged.heard(B, ProgressLine.of("pulling manifest"));
    assertEquals(List.of("pulling manifest", "pulling x 0"), taken());
    merged.heard(A, ProgressLine.of("writing manifest"));
    merged.done(A);
    merged.heard(B, moving("x", 10, 10));
    merged.heard(B, ProgressLine.of("verifying sha256 digest"));
    assertEquals(List.of("pulling x 10", "verifying sha256 digest"), taken());
    merged.heard(B, ProgressLine.of("writing manifest"));
    assertEquals(List.of("writing manifest"), taken());
  }

  @Test
  void aNodeThatBeginsAgainTakesNothingBack() {
    merged.heard(A, moving("x", 100, 90));
    merged.heard(B, moving("x", 100, 80));
    assertEquals(List.of("pulling x 80"), taken());
    merged.again(B);
    merged.heard(B, moving("x", 100, 5));
    assertEquals(List.of(), taken());
    merged.heard(B, moving("x", 100, 85));
    assertEquals(List.of("pulling x 85"), taken());
  }

  @Test
  void aNodeThatIsGivenUpHoldsNothingBack() {
    merged.heard(A, moving("x", 100, 90));
    merged.gaveUp(B);
    merged.heard(B, moving("x", 100, 1));
    assertEquals(List.of("pulling x 90"), taken());
  }

  /** Nodes that move, jump back, begin again, finish and give up, taken at any moment. */
  @Test
  void neverGoesBackAndNeverExceedsTheTotalWhateverTheNodesSay() {
    int shownWhole = 0;
    for (int seed = 0; seed < 2_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<NodeId> nodes = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(5); i++) {
        nodes.add(new NodeId("n" + i));
      }
      MergedProgress all = new MergedProgress(nodes);
      Map<String, Long> shown = new HashMap<>();
      Map<String, Long> totals = new HashMap<>();
      int steps = 1 + random.nextInt(200);
      for (int step = 0; step < steps; step++) {
        act(all, nodes.get(random.nextInt(nodes.size())), random);
        if (random.nextInt(3) == 0) {
          check(all.take(), shown, totals, seed);
        }
      }
      nodes.forEach(all::done);
      check(all.take(), shown, totals, seed);
      for (Map.Entry<String, Long> total : totals.entrySet()) {
        if (total.getValue().equals(shown.get(total.getKey()))) {
          shownWhole++;
        }
      }
    }
    assertTrue(shownWhole > 2_000, "digests come to their end: " + shownWhole);
  }

  private static void act(MergedProgress all, NodeId node, SplittableRandom random) {
    switch (random.nextInt(12)) {
      case 0 -> all.again(node);
      case 1 -> all.heard(node, ProgressLine.of("verifying sha256 digest"));
      case 2 -> {
        if (random.nextInt(4) == 0) {
          all.done(node);
        } else if (random.nextInt(8) == 0) {
          all.gaveUp(node);
        }
      }
      default -> {
        long total = random.nextInt(20) == 0 ? 50 : 100;
        all.heard(node, moving("d" + random.nextInt(3), total, random.nextInt(130)));
      }
    }
  }

  private static void check(
      List<ProgressLine> lines, Map<String, Long> shown, Map<String, Long> totals, int seed) {
    for (ProgressLine line : lines) {
      if (line.moves()) {
        long before = shown.getOrDefault(line.digest(), -1L);
        String where = "seed " + seed + ": " + line + " after " + before;
        assertTrue(line.completed() > before, where);
        assertTrue(line.completed() <= line.total(), where);
        assertEquals(totals.getOrDefault(line.digest(), line.total()), line.total(), where);
        totals.put(line.digest(), line.total());
        shown.put(line.digest(), line.completed());
      }
    }
  }
}
