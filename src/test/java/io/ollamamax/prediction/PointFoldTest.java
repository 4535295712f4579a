package io.ollamamax.prediction;

import static io.ollamamax.prediction.Nodes.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PointFoldTest {
  private final PointFold fold = new PointFold(Duration.ofSeconds(4));

  private static NodeSample sample(long second, double memory) {
    return NodeSample.at(START.plusSeconds(second))
        .set(Metric.HOST_MEMORY, memory)
        .set(Metric.LOADS, 1)
        .set(Metric.SILENCE, (double) second)
        .build();
  }

  @Test
  void foldsByMeanSumAndMost() {
    for (long second = 0; second < 4; second++) {
      assertNull(fold.add(sample(second, second == 1 ? Double.NaN : second)));
    }
    Point point = assertNotNullPoint(fold.add(sample(4, 9)));
    assertEquals(START.plusSeconds(4).getEpochSecond(), point.second());
    assertEquals((0 + 2 + 3) / 3.0, point.get(Metric.HOST_MEMORY), 1e-9);
    assertEquals(4, point.get(Metric.LOADS));
    assertEquals(3, point.get(Metric.SILENCE));
    assertTrue(Double.isNaN(point.get(Metric.DISK)));
  }

  @Test
  void aClockThatJumpsDropsWhatIsUnfinished() {
    fold.add(sample(100, 1));
    assertNull(fold.add(sample(0, 1)), "back");
    assertNull(fold.add(sample(3600, 1)), "ahead");
    assertNull(fold.add(sample(3601, 1)));
    assertNotNullPoint(fold.add(sample(3604, 1)));
  }

  private static Point assertNotNullPoint(@Nullable Point point) {
    assertNotNull(point);
    return point;
  }
}
