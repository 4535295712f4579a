package io.ollamamax.prediction;

import io.ollamamax.prediction.ml.Classifier;
import io.ollamamax.prediction.ml.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is learned from resolved outcomes of the whole fleet: the classifier, and for each choice of
 * families the calibration of their findings. The calibration of each choice that the families
 * which are on allow learns along, so that switching a family off starts from something.
 */
final class Learner {
  private static final double PRIOR = 0.02;

  private final Classifier classifier = new Classifier(Features.COUNT, PRIOR);
  private final List<Classifier> calibrations = new ArrayList<>();

  Learner() {
    for (int choice = 0; choice < 1 << Family.values().length; choice++) {
      calibrations.add(new Classifier(Fusion.FEATURES, PRIOR));
    }
  }

  /** The classifier's word; 0 without features. */
  double classify(double[] features) {
    return features.length == 0 ? 0 : classifier.probability(features);
  }

  double confidence(double[] fused, Set<Family> families) {
    return calibrations.get(choice(families)).probability(fused);
  }

  void learn(double[] features, double[] fused, Set<Family> families, boolean failed) {
    if (features.length > 0) {
      classifier.learn(features, failed);
    }
    int on = choice(families);
    for (int choice = 1; choice <= on; choice++) {
      if ((choice & ~on) == 0) {
        calibrations.get(choice).learn(masked(fused, choice), failed);
      }
    }
  }

  private static int choice(Set<Family> families) {
    return families.stream().mapToInt(f -> 1 << f.place()).sum();
  }

  private static double[] masked(double[] fused, int choice) {
    double[] masked = new double[fused.length];
    for (Family family : Family.values()) {
      if ((choice & 1 << family.place()) != 0) {
        int from = Fusion.FEATURES_EACH * family.place();
        System.arraycopy(fused, from, masked, from, Fusion.FEATURES_EACH);
      }
    }
    return masked;
  }

  /** One line for each classifier. */
  List<String> state() {
    return all().stream().map(c -> line(c.state())).toList();
  }

  private static String line(double[] numbers) {
    return Arrays.stream(numbers)
        .mapToObj(n -> String.format(Locale.ROOT, "%.6g", n))
        .collect(Collectors.joining(" "));
  }

  /**
   * Continues from a state.
   *
   * @throws IllegalArgumentException where it is none; nothing is changed then
   */
  void restore(List<String> lines) {
    List<Classifier> all = all();
    if (lines.size() != all.size()) {
      throw new IllegalArgumentException(
          "what prediction has learned has " + all.size() + " lines, got " + lines.size());
    }
    Learner fresh = new Learner();
    for (int i = 0; i < lines.size(); i++) {
      double[] numbers =
          Arrays.stream(lines.get(i).split(" ")).mapToDouble(Double::parseDouble).toArray();
      fresh.all().get(i).restore(numbers);
    }
    for (int i = 0; i < all.size(); i++) {
      all.get(i).restore(fresh.all().get(i).state());
    }
  }

  private List<Classifier> all() {
    List<Classifier> all = new ArrayList<>(List.of(classifier));
    all.addAll(calibrations);
    return all;
  }
}
