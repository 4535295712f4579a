package io.ollamamax.prediction.ml;

/**
 * Logistic regression that learns one outcome at a time (AdaGrad); the first weight is the bias. It
 * is monotone: no weight but the bias is below 0, so that what looks worse is never taken for safer
 * because of failures that looked otherwise.
 */
public final class Classifier {
  private static final double RATE = 0.5;
  private static final double MOST_WEIGHT = 30;

  private final double[] weights;
  private final double[] gradients;

  /** Starts at a probability for whatever comes. */
  public Classifier(int features, double prior) {
    weights = new double[features + 1];
    gradients = new double[features + 1];
    weights[0] = Math.log(prior / (1 - prior));
  }

  /** P(failure). */
  public double probability(double[] features) {
    double sum = weights[0];
    for (int i = 0; i < features.length; i++) {
      sum += weights[i + 1] * features[i];
    }
    return 1 / (1 + Math.exp(-sum));
  }

  /** Features that are no finite numbers teach nothing. */
  public void learn(double[] features, boolean failed) {
    double error = (failed ? 1 : 0) - probability(features);
    if (!Double.isFinite(error)) {
      return;
    }
    step(0, error);
    for (int i = 0; i < features.length; i++) {
      step(i + 1, error * features[i]);
    }
  }

  private void step(int i, double gradient) {
    gradients[i] += gradient * gradient;
    double next = weights[i] + RATE * gradient / Math.sqrt(1e-6 + gradients[i]);
    double least = i == 0 ? -MOST_WEIGHT : 0;
    weights[i] = Math.max(least, Math.min(MOST_WEIGHT, next));
  }

  /** Weights, then the sums of squared gradients. */
  public double[] state() {
    double[] state = new double[2 * weights.length];
    System.arraycopy(weights, 0, state, 0, weights.length);
    System.arraycopy(gradients, 0, state, weights.length, gradients.length);
    return state;
  }

  /**
   * Continues from a state.
   *
   * @throws IllegalArgumentException where it has another size or holds what is no number
   */
  public void restore(double[] state) {
    if (state.length != 2 * weights.length) {
      throw new IllegalArgumentException(
          "a classifier's state has " + 2 * weights.length + " numbers, got " + state.length);
    }
    for (double number : state) {
      if (!Double.isFinite(number)) {
        throw new IllegalArgumentException("a classifier's state holds " + number);
      }
    }
    System.arraycopy(state, 0, weights, 0, weights.length);
    System.arraycopy(state, weights.length, gradients, 0, gradients.length);
  }
}
