package io.ollamamax.config;

import java.time.Duration;

/** {@code inference.fault_tolerance}: the core settings and the five sections. */
public record FaultTolerance(
    @Setting(def = "true", doc = "Master switch: off means one attempt and no continuation.")
        boolean enabled,
    @Setting(
            def = "3",
            min = "1",
            max = "10",
            doc = "Further tries of a request since the last delivered token.")
        int retryAttempts,
    @Setting(
            def = "1s",
            min = "100ms",
            max = "30s",
            doc = "First bound of the wait when every node was tried.")
        Duration retryDelay,
    @Setting(
            def = "30s",
            min = "5s",
            max = "10m",
            doc = "Period of active probes; nodes that do not serve are probed each second.")
        Duration healthCheckInterval,
    @Setting(
            def = "5m",
            min = "30s",
            max = "30m",
            inEffect = false,
            doc = "Longest time of a recovery operation.")
        Duration recoveryTimeout,
    @Setting(def = "true", inEffect = false, doc = "Circuit breakers.")
        boolean circuitBreakerEnabled,
    @Setting(def = "1m", min = "10s", max = "1h", inEffect = false, doc = "Period of checkpoints.")
        Duration checkpointInterval,
    @Setting(
            def = "5",
            min = "1",
            max = "20",
            inEffect = false,
            doc = "Further tries of a recovery operation.")
        int maxRetries,
    @Setting(
            def = "2s",
            min = "100ms",
            max = "60s",
            inEffect = false,
            doc = "First bound of the wait between tries of a recovery operation.")
        Duration retryBackoff,
    @Setting(
            def = "2",
            min = "1",
            max = "5",
            inEffect = false,
            doc = "Gateways that hold the control state.")
        int replicationFactor,
    @Setting(doc = "Prediction of failures.") PredictiveDetection predictiveDetection,
    @Setting(doc = "Healing.") SelfHealing selfHealing,
    @Setting(doc = "Replicas of models.") Redundancy redundancy,
    @Setting(doc = "Measured performance.") PerformanceTracking performanceTracking,
    @Setting(doc = "Adaptation of the configuration.") ConfigAdaptation configAdaptation) {

  /** {@code predictive_detection}. */
  public record PredictiveDetection(
      @Setting(def = "true", inEffect = false, doc = "Enable prediction.") boolean enabled,
      @Setting(
              def = "0.8",
              min = "0.0",
              max = "1.0",
              inEffect = false,
              doc = "Least confidence of a published prediction.")
          double confidenceThreshold,
      @Setting(
              def = "30s",
              min = "1s",
              max = "5m",
              inEffect = false,
              doc = "How often predictions are made.")
          Duration predictionInterval,
      @Setting(
              def = "5m",
              min = "1m",
              max = "1h",
              inEffect = false,
              doc = "Telemetry that is analysed.")
          Duration windowSize,
      @Setting(
              def = "0.7",
              min = "0.0",
              max = "1.0",
              inEffect = false,
              doc = "Score from which an observation is anomalous.")
          double threshold,
      @Setting(def = "true", inEffect = false, doc = "Machine learning.") boolean enableMlDetection,
      @Setting(def = "true", inEffect = false, doc = "Statistics.") boolean enableStatistical,
      @Setting(def = "true", inEffect = false, doc = "Patterns of events.")
          boolean enablePatternRecognition) {}

  /** {@code self_healing}. */
  public record SelfHealing(
      @Setting(def = "true", inEffect = false, doc = "Enable remedies.") boolean enabled,
      @Setting(
              def = "0.7",
              min = "0.0",
              max = "1.0",
              inEffect = false,
              doc = "Severity from which a node is healed.")
          double healingThreshold,
      @Setting(
              def = "1m",
              min = "10s",
              max = "30m",
              inEffect = false,
              doc = "Time between attempts on one target.")
          Duration healingInterval,
      @Setting(
              def = "30s",
              min = "1s",
              max = "5m",
              inEffect = false,
              doc = "Period of folding samples.")
          Duration monitoringInterval,
      @Setting(
              def = "5m",
              min = "1m",
              max = "1h",
              inEffect = false,
              doc = "Period of learning from outcomes.")
          Duration learningInterval,
      @Setting(def = "true", inEffect = false, doc = "Restart services.") boolean serviceRestart,
      @Setting(def = "true", inEffect = false, doc = "Free resources.")
          boolean resourceReallocation,
      @Setting(def = "true", inEffect = false, doc = "Shift load.") boolean loadRedistribution,
      @Setting(def = "true", inEffect = false, doc = "Learn which remedy helps.")
          boolean enableLearning,
      @Setting(def = "true", inEffect = false, doc = "Act on predictions.")
          boolean enablePredictive,
      @Setting(def = "true", inEffect = false, doc = "Act on degradation.") boolean enableProactive,
      @Setting(def = "true", doc = "Broken streams go on at another node; off: an error line.")
          boolean enableFailover,
      @Setting(def = "true", inEffect = false, doc = "Start and stop instances.")
          boolean enableScaling) {}

  /** {@code redundancy}. */
  public record Redundancy(
      @Setting(def = "true", inEffect = false, doc = "Keep replicas.") boolean enabled,
      @Setting(def = "2", min = "1", max = "10", inEffect = false, doc = "Replicas of a model.")
          int defaultFactor,
      @Setting(
              def = "5",
              min = "1",
              max = "20",
              inEffect = false,
              doc = "Most replicas of a model.")
          int maxFactor,
      @Setting(
              def = "5m",
              min = "1m",
              max = "1h",
              inEffect = false,
              doc = "Period of reconciliation.")
          Duration updateInterval) {}

  /** {@code performance_tracking}. */
  public record PerformanceTracking(
      @Setting(def = "true", inEffect = false, doc = "Track performance.") boolean enabled,
      @Setting(
              def = "10m",
              min = "1m",
              max = "1h",
              inEffect = false,
              doc = "Window of measurements.")
          Duration windowSize) {}

  /** {@code config_adaptation}. */
  public record ConfigAdaptation(
      @Setting(def = "true", inEffect = false, doc = "Adapt the configuration.") boolean enabled,
      @Setting(
              def = "15m",
              min = "1m",
              max = "24h",
              inEffect = false,
              doc = "Period of adaptation.")
          Duration interval) {}
}
