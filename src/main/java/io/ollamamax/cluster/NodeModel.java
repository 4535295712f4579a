package io.ollamamax.cluster;

import java.util.Optional;

/**
 * A model as one node has it.
 *
 * @param name with its tag
 * @param digest of its manifest, hexadecimal
 * @param size on disk in bytes
 * @param residence how the node holds it ready in memory; nothing where it does not
 */
public record NodeModel(ModelName name, String digest, long size, Optional<Residence> residence) {
  /** A model of which no more is known than whether it is loaded. */
  public NodeModel(ModelName name, String digest, long size, boolean loaded, int contextLength) {
    this(
        name,
        digest,
        size,
        loaded ? Optional.of(Residence.unknown(contextLength)) : Optional.empty());
  }

  /** Whether the node holds it ready in memory. */
  public boolean loaded() {
    return residence.isPresent();
  }

  /** In tokens, of the loaded model; 0 where unknown. */
  public int contextLength() {
    return residence.map(Residence::contextLength).orElse(0);
  }
}
