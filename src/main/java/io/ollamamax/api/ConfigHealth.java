package io.ollamamax.api;

import io.ollamamax.config.Change;
import io.ollamamax.config.Changes;
import io.ollamamax.config.Config;
import io.ollamamax.config.Effect;
import io.ollamamax.config.Values;
import io.ollamamax.config.store.Component;
import io.ollamamax.config.store.ConfigStore;
import io.ollamamax.config.store.Effective;
import io.ollamamax.config.store.EmergencySwitch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the health says of the configuration: its version, and what is switched off. */
public final class ConfigHealth {
  private final ConfigStore store;
  private final Config started;

  /** Made when the gateway starts, for it tells what waits for the next start. */
  public ConfigHealth(ConfigStore store) {
    this.store = store;
    this.started = store.effective().config();
  }

  /** The parts as they are now. */
  public List<HealthPart> parts() {
    Effective now = store.effective();
    List<HealthPart> parts = new ArrayList<>();
    parts.add(configuration(now));
    for (Component component : Component.values()) {
      if (Values.of(now.config()).get(component.enabled()).equals(Optional.of(false))) {
        parts.add(off(component, now));
      }
    }
    return parts;
  }

  private HealthPart configuration(Effective now) {
    String waiting =
        Changes.between(started, now.config()).stream()
            .filter(change -> change.effect() == Effect.RESTART)
            .map(Change::path)
            .collect(Collectors.joining(", "));
    String reason = "version " + now.version().number();
    if (!waiting.isEmpty()) {
      reason += "; after a restart: " + waiting;
    }
    return now.unsaved().isEmpty()
        ? new HealthPart("configuration", "healthy", reason, false)
        : new HealthPart(
            "configuration",
            "degraded",
            reason + "; an emergency switch is not stored yet: " + now.unsaved(),
            true);
  }

  private static HealthPart off(Component component, Effective now) {
    EmergencySwitch off = now.version().switches().get(component);
    if (off == null) {
      String owner =
          now.layers().ownerOf(component.enabled()).wire()
              + " "
              + now.layers().placeOf(component.enabled());
      return new HealthPart(component.wire(), "disabled", "by " + owner.strip(), false);
    }
    String reason = off.author().reason().isEmpty() ? "" : ": " + off.author().reason();
    return new HealthPart(
        component.wire(),
        "disabled",
        "switched off by %s at %s%s".formatted(off.author().who(), off.at(), reason),
        true);
  }
}
