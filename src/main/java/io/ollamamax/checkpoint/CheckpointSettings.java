package io.ollamamax.checkpoint;

import java.time.Duration;

/**
 * The settings that checkpoints obey.
 *
 * @param interval between two checkpoints
 * @param kept how many
 * @param maxAge how long; the two newest are kept in any case
 * @param retries further tries of a write that failed
 * @param backoff first bound of the wait before the first of them
 * @param timeout a write is not tried again after this time
 */
public record CheckpointSettings(
    boolean enabled,
    Duration interval,
    int kept,
    Duration maxAge,
    int retries,
    Duration backoff,
    Duration timeout) {}
