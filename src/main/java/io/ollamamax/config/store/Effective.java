package io.ollamamax.config.store;

import io.ollamamax.config.Config;

/**
 * The configuration in force.
 *
 * @param version the last write
 * @param layers all of them, emergency switches and locked ones too
 * @param config what follows
 * @param unsaved why an emergency switch is in force that is not stored yet; empty otherwise
 */
public record Effective(ConfigVersion version, Layers layers, Config config, String unsaved) {}
