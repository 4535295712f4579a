package io.ollamamax.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DistributionTest {
  private static final long MICRO = 1000;

  private static Distribution of(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    Distribution made = new Distribution();
    for (int i = 0; i < count; i++) {
      made.add(random.nextLong(1, 1_000_000) * MICRO);
    }
    return made;
  }

  @Test
  void fewValuesAreExact() {
    Distribution three = new Distribution();
    three.add(30 * MICRO);
    three.add(10 * MICRO);
    three.add(20 * MICRO);
    assertEquals(
        new Summary(3, 20 * MICRO, 10 * MICRO, 20 * MICRO, 30 * MICRO, 30 * MICRO, 30 * MICRO),
        three.summary());
    assertEquals(Summary.NONE, new Distribution().summary());
  }

  @Test
  void manyValuesAreToldAtOnePerCent() {
    SplittableRandom random = new SplittableRandom(7);
    long[] all = random.longs(5000, 1, 1_000_000).toArray();
    Distribution made = new Distribution();
    Arrays.stream(all).forEach(micros -> made.add(micros * MICRO));
    Arrays.sort(all);
    Summary summary = made.summary();
    assertEquals(5000, summary.count());
    assertClose(all[1249], summary.p25());
    assertClose(all[2499], summary.p50());
    assertClose(all[4499], summary.p90());
    assertClose(all[4949], summary.p99());
  }

  private static void assertClose(long micros, long nanos) {
    assertEquals(1, (double) nanos / (micros * MICRO), 0.01);
  }

  @Test
  void mergedInAnyWayTheyTellTheSame() {
    for (int[] sizes : new int[][] {{3, 5}, {90, 10}, {10, 90}, {200, 3}, {3, 200}, {200, 300}}) {
      Distribution left = of(1, sizes[0]);
      left.add(of(2, sizes[1]));
      Distribution right = of(2, sizes[1]);
      right.add(of(1, sizes[0]));
      Summary one = left.summary();
      Summary other = right.summary();
      assertEquals(sizes[0] + sizes[1], one.count());
      assertEquals(one.count(), other.count());
      assertEquals(1, (double) one.p50() / other.p50(), 0.01);
      assertEquals(1, (double) one.max() / other.max(), 0.01);
    }
  }

  @Test
  void aFewValuesTakeATenthOfAHistogram() {
    assertTrue(10 * of(1, 3).bytes() < of(1, 1000).bytes());
  }
}
