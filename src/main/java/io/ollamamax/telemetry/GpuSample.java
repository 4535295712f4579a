package io.ollamamax.telemetry;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * An accelerator at a moment. What its tool does not tell is absent.
 *
 * @param id as the tool names it: nvidia-smi's UUID, rocm-smi's {@code card0}
 * @param name the product's name; empty where unknown
 * @param busy share of the last second in which it computed, 0 to 1
 * @param memoryTotal in bytes
 * @param memoryUsed in bytes
 * @param celsius temperature in degrees
 * @param watts power drawn
 */
public record GpuSample(
    String id,
    String name,
    OptionalDouble busy,
    OptionalLong memoryTotal,
    OptionalLong memoryUsed,
    OptionalDouble celsius,
    OptionalDouble watts) {}
