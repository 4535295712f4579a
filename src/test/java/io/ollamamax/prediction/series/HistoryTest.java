package io.ollamamax.prediction.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HistoryTest {
  @Test
  void keepsTheNewest() {
    History history = new History(300);
    for (int i = 0; i < 2000; i++) {
      history.add(i, 2.0 * i);
      int size = Math.min(i + 1, 300);
      assertEquals(size, history.size());
      assertEquals(i, history.second(size - 1));
      assertEquals(2.0 * i, history.value(size - 1));
      assertEquals(i - size + 1, history.second(0));
    }
  }

  @Test
  void comparesStretchesAndGivesUpEarly() {
    History history = new History(10);
    for (double value : new double[] {1, 2, 3, 1, 4, 3}) {
      history.add(0, value);
    }
    assertEquals(4, history.squaredDistance(5, 2, 3, Double.POSITIVE_INFINITY));
    assertTrue(history.squaredDistance(5, 2, 3, 0.5) >= 0.5);
  }
}
