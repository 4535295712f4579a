package io.ollamamax.healing;

import io.ollamamax.loop.Sequencer;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What an operation needs to act.
 *
 * @param situation as it is now
 */
record Hands(
    NodeControl nodes,
    Traffic traffic,
    Journal journal,
    Sequencer control,
    Supplier<Instant> clock,
    Supplier<Situation> situation,
    RandomGenerator random) {}
