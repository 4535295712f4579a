package io.ollamamax;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.config.Config;
import io.ollamamax.config.FaultTolerance;
import io.ollamamax.config.Gateway;
import io.ollamamax.config.GoDuration;
import io.ollamamax.config.ModelSettings;
import io.ollamamax.gateway.models.TransferLimits;
import io.ollamamax.redundancy.RedundancySettings;
import io.ollamamax.request.Breaker;
import io.ollamamax.request.ModelRules;
import io.ollamamax.request.Policy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What the configuration means for the path of a request. */
final class Policies {
  private static final Duration BREAKER_WINDOW = Duration.ofSeconds(10);
  private static final double BREAKER_SHARE = 0.5;

  private Policies() {}

  static Policy policy(FaultTolerance core, Gateway gateway) {
    return new Policy(
        core.enabled(),
        core.enabled() && core.selfHealing().enableFailover(),
        core.circuitBreakerEnabled(),
        core.retryAttempts(),
        core.retryDelay().toNanos(),
        gateway.requestTimeout().toNanos(),
        gateway.queueTimeout().toNanos(),
        gateway.firstTokenMin().toNanos(),
        gateway.firstTokenMax().toNanos(),
        gateway.stallMin().toNanos(),
        gateway.stallMax().toNanos(),
        gateway.replayGap().toNanos(),
        gateway.keepaliveInterval().toNanos(),
        new Breaker.Rules(
            gateway.breakerFailures(),
            BREAKER_SHARE,
            BREAKER_WINDOW.toNanos(),
            gateway.breakerOpenMin().toNanos(),
            gateway.breakerOpenMax().toNanos(),
            gateway.breakerTrials()),
        gateway.panicThreshold(),
        gateway.slowStart().toNanos());
  }

  static ModelRules rules(List<ModelSettings> models) {
    Map<ModelName, ModelName> aliases = new HashMap<>();
    Map<ModelName, ModelRules.Rule> rules = new HashMap<>();
    for (ModelSettings model : models) {
      ModelName name = ModelName.of(model.name());
      model.aliases().forEach(alias -> aliases.put(ModelName.of(alias), name));
      rules.put(
          name,
          new ModelRules.Rule(
              model.numCtx() > 0 ? OptionalInt.of(model.numCtx()) : OptionalInt.empty(),
              model.keepAlive().map(GoDuration::format).orElse(null),
              model.fallbacks().stream().map(ModelName::of).toList()));
    }
    return new ModelRules(aliases, rules);
  }

  /** On how many nodes a pull or create puts a model. */
  static int copies(Config config, ModelName model) {
    RedundancySettings settings = RedundancySettings.of(config);
    return settings.enabled() ? Math.max(1, settings.factor(model)) : 1;
  }

  /** On how many nodes files are to be that it is not known yet which model they are for. */
  static int copies(Config config) {
    RedundancySettings settings = RedundancySettings.of(config);
    return settings.enabled() ? settings.defaultFactor() : 1;
  }

  /** How long transfers of models are tried; once where fault tolerance is off. */
  static TransferLimits transfers(FaultTolerance settings, Gateway gateway) {
    return new TransferLimits(
        settings.enabled() ? settings.maxRetries() : 0,
        settings.retryBackoff(),
        settings.recoveryTimeout(),
        gateway.keepaliveInterval());
  }
}
