package io.ollamamax.healing;

/**
 * What a strategy is believed to be worth for a kind of fault: a Beta distribution of the reward of
 * an attempt.
 *
 * @param alpha above 0
 * @param beta above 0
 * @param attempts that it was learned from
 */
public record Posterior(double alpha, double beta, long attempts) {
  private static final double MEMORY = 0.97;

  public Posterior {
    if (!(alpha > 0 && beta > 0 && attempts >= 0)) {
      throw new IllegalArgumentException(
          "a posterior needs alpha and beta above 0 and attempts from 0, got %s, %s, %d"
              .formatted(alpha, beta, attempts));
    }
  }

  /** The expected reward, 0 to 1. */
  public double mean() {
    return alpha / (alpha + beta);
  }

  /** The same after an attempt. */
  Posterior with(double reward) {
    return new Posterior(alpha + reward, beta + 1 - reward, attempts + 1);
  }

  /** The same when its kind of fault was met once more: what is long ago counts less. */
  Posterior faded(Posterior prior) {
    return new Posterior(
        prior.alpha + MEMORY * (alpha - prior.alpha),
        prior.beta + MEMORY * (beta - prior.beta),
        attempts);
  }
}
