package io.ollamamax.prediction;

import java.util.EnumMap;
import java.util.Map;

/**
 * From which value on a node no longer serves.
 *
 * @param values of the metrics that have one
 */
public record Limits(Map<Metric, Double> values) {
  /**
   * Full memory, a GPU's emergency limit, a first token that clients no longer wait for, half of
   * the requests lost (from there on a breaker opens), no token for so long that the engine hangs.
   */
  public static final Limits DEFAULT =
      new Limits(
          Map.of(
              Metric.HOST_MEMORY, 0.98,
              Metric.GPU_MEMORY, 0.98,
              Metric.DISK, 0.98,
              Metric.GPU_TEMPERATURE, 95.0,
              Metric.FIRST_TOKEN, 30.0,
              Metric.INTER_TOKEN, 1.0,
              Metric.ERRORS, 0.5,
              Metric.SILENCE, 20.0));

  public Limits {
    values = Map.copyOf(new EnumMap<>(values));
  }
}
