package io.ollamamax.cluster;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A model in the memory of a node, as {@code /api/ps} and {@code /api/show} tell of it.
 *
 * @param contextLength in tokens; 0 where unknown
 * @param size in memory, in bytes; 0 where unknown
 * @param sizeVram the part of it in the accelerator's memory, in bytes
 * @param expiresAt when it is unloaded, by the node's clock; nothing where the node does not say
 * @param completes whether it generates text; false where unknown
 * @param temperature that its Modelfile sets; nothing where it sets none
 */
public record Residence(
    int contextLength,
    long size,
    long sizeVram,
    Optional<Instant> expiresAt,
    boolean completes,
    OptionalDouble temperature) {
  /** A model of which the context alone is known. */
  static Residence unknown(int contextLength) {
    return new Residence(contextLength, 0, 0, Optional.empty(), false, OptionalDouble.empty());
  }
}
