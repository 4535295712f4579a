package io.ollamamax.prediction;

import io.ollamamax.cluster.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/** Nodes for tests: what they are like, second for second, and settings. */
final class Nodes {
  static final NodeId A = new NodeId("a");
  static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
  static final PredictionSettings DEFAULTS =
      settings(0.7, 0.8, Duration.ofSeconds(30), Duration.ofMinutes(5));

  private Nodes() {}

  static PredictionSettings settings(
      double threshold, double confidence, Duration interval, Duration window) {
    return new PredictionSettings(
        threshold,
        confidence,
        interval,
        window,
        EnumSet.allOf(Family.class),
        false,
        Limits.DEFAULT);
  }

  static PredictionSettings only(Family... families) {
    return new PredictionSettings(
        0.7,
        0.8,
        Duration.ofSeconds(30),
        Duration.ofMinutes(5),
        Set.of(families),
        false,
        Limits.DEFAULT);
  }

  /** A node that is well but for its memory. */
  static NodeSample.Builder well(long second, double memory) {
    SplittableRandom random = new SplittableRandom(second);
    double gap = 0.02 * (1 + 0.1 * random.nextGaussian());
    return NodeSample.at(START.plusSeconds(second))
        .set(Metric.ANSWERS, 1)
        .set(Metric.HOST_MEMORY, memory + 0.002 * random.nextGaussian())
        .set(Metric.GPU_MEMORY, 0.6 + 0.002 * random.nextGaussian())
        .set(Metric.FIRST_TOKEN, 0.3 * (1 + 0.2 * random.nextGaussian()))
        .set(Metric.INTER_TOKEN, gap)
        .set(Metric.TOKEN_RATE, 1 / gap)
        .set(Metric.QUEUE, 1 + random.nextDouble())
        .set(Metric.ERRORS, 0)
        .set(Metric.LOADS, 0)
        .set(Metric.RESTARTS, 0);
  }

  /** Memory that is steady until a second and then fills within so many seconds. */
  static double leak(long second, long from, long within) {
    return 0.4 + 0.58 * Math.max(0, second - from) / within;
  }
}
