package io.ollamamax.config;

import java.time.Duration;

/**
 * The section {@code inference.fault_tolerance}. Its names, defaults and ranges are public
 * interface.
 */
public record FaultTolerance(
    @Setting(
            text = "Master switch for fault tolerance system",
            byDefault = "true",
            effect = Effect.TRAFFIC)
        boolean enabled,
    @Setting(
            text = "Further tries of one client request since its last delivered token",
            byDefault = "3",
            min = "1",
            max = "10",
            effect = Effect.TRAFFIC)
        int retryAttempts,
    @Setting(
            text = "Initial delay between retries of a request",
            byDefault = "1s",
            min = "100ms",
            max = "30s",
            effect = Effect.TRAFFIC)
        Duration retryDelay,
    @Setting(text = "Frequency of node health checks", byDefault = "30s", min = "5s", max = "10m")
        Duration healthCheckInterval,
    @Setting(
            text = "Maximum time for recovery operations",
            byDefault = "5m",
            min = "30s",
            max = "30m")
        Duration recoveryTimeout,
    @Setting(
            text = "Enable circuit breaker for failing services",
            byDefault = "true",
            effect = Effect.TRAFFIC)
        boolean circuitBreakerEnabled,
    @Setting(
            text = "Frequency of system state checkpoints",
            byDefault = "1m",
            min = "10s",
            max = "1h")
        Duration checkpointInterval,
    @Setting(
            text = "Further tries of one recovery operation before it is given up",
            byDefault = "5",
            min = "1",
            max = "20")
        int maxRetries,
    @Setting(
            text = "First bound of the exponential backoff of a recovery operation",
            byDefault = "2s",
            min = "100ms",
            max = "60s")
        Duration retryBackoff,
    @Setting(
            text = "Gateways that hold the control state durably",
            byDefault = "2",
            min = "1",
            max = "5",
            effect = Effect.UNUSED)
        int replicationFactor,
    @Setting(text = "Prediction of failures before they occur")
        PredictiveDetection predictiveDetection,
    @Setting(text = "Remedies for failing nodes") SelfHealing selfHealing,
    @Setting(text = "Replicas of models over nodes") Redundancy redundancy,
    @Setting(text = "Sliding windows of performance figures")
        PerformanceTracking performanceTracking,
    @Setting(text = "Adjustment of settings by observed performance", effect = Effect.UNUSED)
        ConfigAdaptation configAdaptation) {

  /** The section {@code predictive_detection}. */
  public record PredictiveDetection(
      @Setting(text = "Enable predictive fault detection", byDefault = "true") boolean enabled,
      @Setting(
              text = "Minimum confidence for predictions",
              byDefault = "0.8",
              min = "0.0",
              max = "1.0")
          double confidenceThreshold,
      @Setting(text = "Frequency of prediction analysis", byDefault = "30s", min = "1s", max = "5m")
          Duration predictionInterval,
      @Setting(text = "Time window for data analysis", byDefault = "5m", min = "1m", max = "1h")
          Duration windowSize,
      @Setting(
              text = "Score from which an observation is anomalous",
              byDefault = "0.7",
              min = "0.0",
              max = "1.0")
          double threshold,
      @Setting(text = "Use machine learning algorithms", byDefault = "true")
          boolean enableMlDetection,
      @Setting(text = "Use statistical analysis methods", byDefault = "true")
          boolean enableStatistical,
      @Setting(text = "Use pattern recognition algorithms", byDefault = "true")
          boolean enablePatternRecognition) {}

  /** The section {@code self_healing}. */
  public record SelfHealing(
      @Setting(text = "Enable self-healing system", byDefault = "true") boolean enabled,
      @Setting(
              text = "Severity from which healing starts",
              byDefault = "0.7",
              min = "0.0",
              max = "1.0")
          double healingThreshold,
      @Setting(text = "Time between healing attempts", byDefault = "1m", min = "10s", max = "30m")
          Duration healingInterval,
      @Setting(text = "Frequency of system monitoring", byDefault = "30s", min = "1s", max = "5m")
          Duration monitoringInterval,
      @Setting(text = "Learning cycle frequency", byDefault = "5m", min = "1m", max = "1h")
          Duration learningInterval,
      @Setting(text = "Enable service restart strategy", byDefault = "true") boolean serviceRestart,
      @Setting(text = "Enable resource reallocation", byDefault = "true")
          boolean resourceReallocation,
      @Setting(text = "Enable load redistribution", byDefault = "true") boolean loadRedistribution,
      @Setting(text = "Learn from healing attempts", byDefault = "true") boolean enableLearning,
      @Setting(text = "Use predictive healing", byDefault = "true") boolean enablePredictive,
      @Setting(text = "Enable proactive healing", byDefault = "true") boolean enableProactive,
      @Setting(text = "Enable automatic failover", byDefault = "true", effect = Effect.TRAFFIC)
          boolean enableFailover,
      @Setting(text = "Enable automatic scaling", byDefault = "true") boolean enableScaling) {}

  /** The section {@code redundancy}. */
  public record Redundancy(
      @Setting(text = "Enable redundancy management", byDefault = "true") boolean enabled,
      @Setting(text = "Default number of replicas", byDefault = "2", min = "1", max = "10")
          int defaultFactor,
      @Setting(text = "Maximum number of replicas", byDefault = "5", min = "1", max = "20")
          int maxFactor,
      @Setting(text = "Frequency of replica updates", byDefault = "5m", min = "1m", max = "1h")
          Duration updateInterval) {}

  /** The section {@code performance_tracking}. */
  public record PerformanceTracking(
      @Setting(text = "Enable performance tracking", byDefault = "true") boolean enabled,
      @Setting(
              text = "Time window for metrics collection",
              byDefault = "10m",
              min = "1m",
              max = "1h")
          Duration windowSize) {}

  /** The section {@code config_adaptation}. */
  public record ConfigAdaptation(
      @Setting(text = "Enable configuration adaptation", byDefault = "true") boolean enabled,
      @Setting(
              text = "Frequency of configuration updates",
              byDefault = "15m",
              min = "1m",
              max = "24h")
          Duration interval) {}
}
