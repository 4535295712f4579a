/**
 * What a host is measured to be, once a second, as immutable records: the same for real hosts
 * (OSHI, {@code nvidia-smi}, {@code rocm-smi}, by the agent) and simulated ones; its one JSON
 * shape; and the last samples of each node.
 *
 * <p>Thread: any; reading {@link io.ollamamax.telemetry.TelemetryStore} never waits for long.
 * Imports cluster and, for JSON, ollama.
 */
@NullMarked
package io.ollamamax.telemetry;

import org.jspecify.annotations.NullMarked;
