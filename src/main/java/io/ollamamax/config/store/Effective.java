package io.ollamamax.config.store;

import io.ollamamax.config.Config;

/**
 * The configuration in force.
 *
 * @param version the last write; with the switches that are not stored yet
 * @param layers all of them, emergency switches and locked ones too
 * @param config what follows
 * @param unsaved why an emergency switch is in force that is not stored yet; empty otherwise
 */
public record Effective(ConfigVersion version, Layers layers, Config config, String unsaved) {
  static Effective of(ConfigVersion version, Layers locked, String unsaved) {
    Layers layers = version.layers();
    for (Layer layer : Layer.values()) {
      layers = layer.isLocked() ? layers.with(layer, locked.of(layer)) : layers;
    }
    layers = layers.with(Layer.EMERGENCY, version.emergency());
    return new Effective(version, layers, layers.config(), unsaved);
  }

  /** The layers that the emergency switches lie over, which are what is validated. */
  Layers underSwitches() {
    return layers.below(Layer.EMERGENCY);
  }
}
