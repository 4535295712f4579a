package io.ollamamax.health;

import java.time.Duration;

/**
 * The settings of probing.
 *
 * @param interval between two probes of a node that serves
 * @param patience with a loaded model that is asked for one token
 */
public record ProbeSettings(Duration interval, Duration patience) {}
