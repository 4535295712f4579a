package io.ollamamax.config;

import static io.ollamamax.config.Severity.ERROR;
import static io.ollamamax.config.Severity.WARNING;

import java.time.Duration;
import java.util.List;

/** The relations between settings. Those of a section that is switched off are not checked. */
final class Relations {
  private static final String ROOT = "inference.fault_tolerance.";
  private static final String PREDICTION = ROOT + "predictive_detection.";
  private static final String HEALING = ROOT + "self_healing.";
  private static final String INTERVAL = HEALING + "healing_interval";
  private static final Duration LONGEST_WINDOW =
      GoDuration.parse(Settings.find(PREDICTION + "window_size").orElseThrow().max());

  static final List<Rule> RULES =
      List.of(
          whenOn(Relations::predictiveHealing),
          whenOn(Relations::trackingWindow),
          whenOn(Relations::factors),
          whenOn(Relations::families),
          whenOn(Relations::strategies),
          whenOn(Relations::monitoring),
          whenOn(Relations::predictionWindow),
          whenOn(Relations::predictionInterval),
          whenOn(Relations::adaptation),
          GatewayRelations::patience,
          GatewayRelations::nodes,
          AgentRelations::services,
          GatewayRelations::models,
          HealingRelations::backoff,
          HealingRelations::scaling);

  private Relations() {}

  /** A relation within fault tolerance. */
  @FunctionalInterface
  private interface FaultToleranceRule {
    void check(FaultTolerance config, Findings findings);
  }

  private static Rule whenOn(FaultToleranceRule rule) {
    return (config, findings) -> {
      if (config.faultTolerance().enabled()) {
        rule.check(config.faultTolerance(), findings);
      }
    };
  }

  private static void predictiveHealing(FaultTolerance config, Findings findings) {
    if (config.selfHealing().enabled()
        && config.selfHealing().enablePredictive()
        && !config.predictiveDetection().enabled()) {
      findings.relation(
          ERROR,
          "predictive self-healing requires predictive detection to be enabled",
          HEALING + "enable_predictive",
          PREDICTION + "enabled",
          HEALING + "enabled");
    }
  }

  private static void trackingWindow(FaultTolerance config, Findings findings) {
    Duration least = config.selfHealing().healingInterval().multipliedBy(3);
    if (config.selfHealing().enabled()
        && config.performanceTracking().enabled()
        && config.performanceTracking().windowSize().compareTo(least) < 0) {
      findings.relation(
          ERROR,
          "performance tracking window size must be at least 3x healing interval",
          ROOT + "performance_tracking.window_size",
          INTERVAL);
    }
  }

  private static void factors(FaultTolerance config, Findings findings) {
    FaultTolerance.Redundancy redundancy = config.redundancy();
    if (redundancy.enabled() && redundancy.defaultFactor() > redundancy.maxFactor()) {
      findings.relation(
          ERROR,
          "default_factor must not exceed max_factor (%d), got %d"
              .formatted(redundancy.maxFactor(), redundancy.defaultFactor()),
          ROOT + "redundancy.default_factor",
          ROOT + "redundancy.max_factor");
    }
  }

  private static void families(FaultTolerance config, Findings findings) {
    FaultTolerance.PredictiveDetection detection = config.predictiveDetection();
    if (detection.enabled()
        && !detection.enableMlDetection()
        && !detection.enableStatistical()
        && !detection.enablePatternRecognition()) {
      findings.relation(
          ERROR,
          "predictive detection requires at least one of enable_ml_detection,"
              + " enable_statistical, enable_pattern_recognition",
          PREDICTION + "enabled",
          PREDICTION + "enable_ml_detection",
          PREDICTION + "enable_statistical",
          PREDICTION + "enable_pattern_recognition");
    }
  }

  private static void strategies(FaultTolerance config, Findings findings) {
    FaultTolerance.SelfHealing healing = config.selfHealing();
    if (healing.enabled()
        && !healing.serviceRestart()
        && !healing.resourceReallocation()
        && !healing.loadRedistribution()
        && !healing.enableFailover()
        && !healing.enableScaling()) {
      findings.relation(
          ERROR,
          "self-healing requires at least one of service_restart, resource_reallocation,"
              + " load_redistribution, enable_failover, enable_scaling",
          HEALING + "enabled",
          HEALING + "service_restart",
          HEALING + "resource_reallocation",
          HEALING + "load_redistribution",
          HEALING + "enable_failover",
          HEALING + "enable_scaling");
    }
  }

  private static void monitoring(FaultTolerance config, Findings findings) {
    FaultTolerance.SelfHealing healing = config.selfHealing();
    Duration least = healing.monitoringInterval().multipliedBy(3);
    if (healing.enabled() && healing.healingInterval().compareTo(least) < 0) {
      findings.relation(
          WARNING,
          "healing_interval should be at least 3x monitoring_interval (%s): use %s or more, got %s"
              .formatted(
                  GoDuration.format(healing.monitoringInterval()),
                  GoDuration.format(least),
                  GoDuration.format(healing.healingInterval())),
          INTERVAL,
          HEALING + "monitoring_interval");
    }
  }

  private static void predictionWindow(FaultTolerance config, Findings findings) {
    FaultTolerance.PredictiveDetection detection = config.predictiveDetection();
    Duration interval = config.selfHealing().healingInterval();
    Duration least = interval.multipliedBy(3);
    if (detection.enabled()
        && config.selfHealing().enabled()
        && detection.windowSize().compareTo(least) < 0) {
      String remedy =
          least.compareTo(LONGEST_WINDOW) > 0
              ? "lower healing_interval to %s or less"
                  .formatted(GoDuration.format(LONGEST_WINDOW.dividedBy(3)))
              : "use %s or more".formatted(GoDuration.format(least));
      findings.relation(
          WARNING,
          "window_size should be at least 3x healing_interval (%s): %s, got %s"
              .formatted(
                  GoDuration.format(interval), remedy, GoDuration.format(detection.windowSize())),
          PREDICTION + "window_size",
          INTERVAL);
    }
  }

  private static void predictionInterval(FaultTolerance config, Findings findings) {
    Duration prediction = config.predictiveDetection().predictionInterval();
    Duration healing = config.selfHealing().healingInterval();
    if (config.predictiveDetection().enabled()
        && config.selfHealing().enabled()
        && prediction.compareTo(healing) > 0) {
      findings.relation(
          WARNING,
          "prediction_interval should be at most healing_interval: use %s or less, got %s"
              .formatted(GoDuration.format(healing), GoDuration.format(prediction)),
          PREDICTION + "prediction_interval",
          INTERVAL);
    }
  }

  private static void adaptation(FaultTolerance config, Findings findings) {
    Duration interval = config.selfHealing().healingInterval();
    Duration least = interval.multipliedBy(10);
    if (config.configAdaptation().enabled()
        && config.selfHealing().enabled()
        && config.configAdaptation().interval().compareTo(least) < 0) {
      findings.relation(
          WARNING,
          "interval should be at least 10x healing_interval (%s): use %s or more, got %s"
              .formatted(
                  GoDuration.format(interval),
                  GoDuration.format(least),
                  GoDuration.format(config.configAdaptation().interval())),
          ROOT + "config_adaptation.interval",
          INTERVAL);
    }
  }
}
