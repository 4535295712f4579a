package io.ollamamax;

import static java.util.stream.Collectors.joining;

import io.ollamamax.config.Change;
import io.ollamamax.config.Config;
import io.ollamamax.config.FaultTolerance;
import io.ollamamax.config.store.ConfigStore;
import io.ollamamax.config.store.Effective;
import io.ollamamax.events.Event;
import io.ollamamax.events.Events;
import io.ollamamax.health.ProbeSettings;
import io.ollamamax.request.ModelRules;
import io.ollamamax.request.Policy;
import io.ollamamax.tracking.TrackingSettings;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * What the configuration in force means for the parts: made anew, whole, with each version. Read by
 * one volatile read.
 */
final class LiveConfig {
  private static final System.Logger LOG = System.getLogger("config");

  private final List<BiConsumer<Config, Config>> listeners = new CopyOnWriteArrayList<>();
  private final Events events;
  private volatile Made made;

  /** All that is made of one version. */
  private record Made(Config config, Policy policy, ModelRules rules) {
    static Made of(Config config) {
      return new Made(
          config,
          Policies.policy(config.faultTolerance(), config.gateway()),
          Policies.rules(config.models()));
    }
  }

  LiveConfig(ConfigStore store, Events events) {
    this.events = events;
    this.made = Made.of(store.effective().config());
    store.onChange(this::change);
  }

  /** Is told each change, before and after; must not block. */
  void onChange(BiConsumer<Config, Config> listener) {
    listeners.add(listener);
  }

  private void change(Effective next) {
    Config before = made.config();
    made = Made.of(next.config());
    listeners.forEach(listener -> listener.accept(before, next.config()));
    LOG.log(
        Level.INFO,
        "configuration version {0}: {1} by {2}",
        Long.toString(next.version().number()),
        next.version().action(),
        next.version().author().who());
    events.publish(
        Event.Kind.CONFIG,
        "",
        next.version().action(),
        Map.of(
            "version",
            Long.toString(next.version().number()),
            "who",
            next.version().author().who(),
            "reason",
            next.version().author().reason(),
            "changes",
            next.version().changes().stream().map(Change::summary).collect(joining("; "))));
    for (Change change : next.version().changes()) {
      LOG.log(Level.INFO, "configuration: {0}", change.summary());
    }
  }

  Config config() {
    return made.config();
  }

  ProbeSettings probing() {
    Config config = made.config();
    return new ProbeSettings(
        config.faultTolerance().healthCheckInterval(), config.gateway().firstTokenMin());
  }

  TrackingSettings tracking() {
    FaultTolerance core = made.config().faultTolerance();
    FaultTolerance.PerformanceTracking tracking = core.performanceTracking();
    return new TrackingSettings(core.enabled() && tracking.enabled(), tracking.windowSize());
  }

  Policy policy() {
    return made.policy();
  }

  ModelRules rules() {
    return made.rules();
  }
}
