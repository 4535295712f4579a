package io.ollamamax.prediction;

import java.time.Duration;
import java.util.List;

/**
 * How good predictions have been.
 *
 * @param cameTrue predictions after which the node failed within the horizon
 * @param cameFalse predictions after which it did not
 * @param averted predictions that were acted on, of which nobody knows
 * @param missed failures that nobody had foreseen
 * @param medianLead from prediction to failure, of the newest; zero without any
 * @param brier mean squared error of the probability over all analyses; NaN without any
 * @param reliability from the lowest probability to the highest
 */
public record Standing(
    long cameTrue,
    long cameFalse,
    long averted,
    long missed,
    Duration medianLead,
    double brier,
    List<Bin> reliability) {
  /** Nothing is resolved yet. */
  public static final Standing NONE = new Tally().standing();

  /**
   * Analyses whose probability lay in one tenth.
   *
   * @param said mean of the probabilities; NaN without any
   * @param failed share after which the node did fail within the horizon; NaN without any
   */
  public record Bin(long count, double said, double failed) {}

  public Standing {
    reliability = List.copyOf(reliability);
  }

  /** Share of resolved predictions that came true; NaN without any. */
  public double accuracy() {
    return (double) cameTrue / (cameTrue + cameFalse);
  }

  /** Share of failures that were foreseen; NaN without any. */
  public double recall() {
    return (double) cameTrue / (cameTrue + missed);
  }
}
