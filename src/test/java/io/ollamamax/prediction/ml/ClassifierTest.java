package io.ollamamax.prediction.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClassifierTest {
  @Test
  void startsAtThePrior() {
    assertEquals(0.02, new Classifier(2, 0.02).probability(new double[] {5, 5}), 1e-9);
  }

  @Test
  void learnsProbabilitiesThatAreTrue() {
    Classifier classifier = new Classifier(2, 0.02);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      double x = random.nextInt(2);
      boolean failed = random.nextDouble() < (x == 1 ? 0.8 : 0.05);
      classifier.learn(new double[] {x, random.nextDouble()}, failed);
    }
    assertEquals(0.8, classifier.probability(new double[] {1, 0.5}), 0.07);
    assertEquals(0.05, classifier.probability(new double[] {0, 0.5}), 0.03);
  }

  @Test
  void whatLooksWorseIsNeverSafer() {
    Classifier classifier = new Classifier(1, 0.5);
    for (int i = 0; i < 1000; i++) {
      classifier.learn(new double[] {i % 2}, i % 2 == 0);
    }
    assertTrue(
        classifier.probability(new double[] {1}) >= classifier.probability(new double[] {0}));
  }

  @Test
  void whatIsNoNumberTeachesNothing() {
    Classifier classifier = new Classifier(1, 0.1);
    classifier.learn(new double[] {Double.NaN}, true);
    assertEquals(0.1, classifier.probability(new double[] {1}), 1e-9);
  }

  @Test
  void whatIsNoStateIsRefused() {
    Classifier classifier = new Classifier(1, 0.1);
    assertThrows(IllegalArgumentException.class, () -> classifier.restore(new double[3]));
    assertThrows(
        IllegalArgumentException.class,
        () -> classifier.restore(new double[] {0, Double.NaN, 0, 0}));
  }
}
