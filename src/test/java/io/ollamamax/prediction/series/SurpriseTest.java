package io.ollamamax.prediction.series;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SurpriseTest {
  @Test
  void theTailIsThatOfTheNormalDistribution() {
    assertEquals(0.5, Surprise.upperTail(0), 1e-6);
    assertEquals(0.158655254, Surprise.upperTail(1), 1e-7);
    assertEquals(1.349898e-3, Surprise.upperTail(3), 1e-9);
    assertEquals(2.866516e-7, Surprise.upperTail(5), 1e-12);
  }

  @Test
  void fourDeviationsAboveTheMeanAreAsImprobableAsTheTailSays() {
    Surprise surprise = new Surprise(1);
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      surprise.of(10 + random.nextGaussian());
    }
    assertEquals(-Math.log10(Surprise.upperTail(4)), surprise.of(14), 0.2);
    assertEquals(0, surprise.of(9));
    assertEquals(Surprise.MOST, surprise.of(1000));
  }

  @Test
  void nothingIsSaidBeforeEnoughIsSeen() {
    Surprise surprise = new Surprise(1);
    for (int i = 0; i < 25; i++) {
      surprise.of(i % 2);
    }
    assertEquals(0, surprise.of(1e6));
  }
}
