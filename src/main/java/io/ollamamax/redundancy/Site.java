package io.ollamamax.redundancy;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A node as a place for copies.
 *
 * @param store where its models are; nodes of one store have their copies together
 * @param serves whether it gets requests
 * @param answers whether it can be copied from, also where it gets no requests
 * @param endangered why it is expected to go, or gone for good; empty where it is not
 * @param labels such as failure domains
 * @param disk of its models; nothing where nobody measures it
 * @param vram of all its accelerators in bytes; nothing where it has none or nobody measures them
 * @param models that it has, by name
 */
public record Site(
    NodeId id,
    NodeKind kind,
    String store,
    boolean serves,
    boolean answers,
    String endangered,
    Map<String, String> labels,
    Optional<Disk> disk,
    OptionalLong vram,
    Map<ModelName, Held> models) {
  public Site {
    labels = Map.copyOf(labels);
    models = Map.copyOf(models);
  }

  /** Bytes of a file system. */
  public record Disk(long free, long total) {}

  /**
   * A model that a node has.
   *
   * @param digest of its manifest
   * @param size on disk, in bytes
   * @param busy whether the node works on requests that may be for it
   */
  public record Held(String digest, long size, boolean busy) {}

  /** Whether it has that very model. */
  boolean has(ModelName model, String digest) {
    Held held = models.get(model);
    return held != null && held.digest().equals(digest);
  }

  /** Bytes that its models take. */
  long stored() {
    return models.values().stream().mapToLong(Held::size).sum();
  }

  /** How many labels it has in common with another. */
  int shares(Site other) {
    int count = 0;
    for (Map.Entry<String, String> label : labels.entrySet()) {
      if (label.getValue().equals(other.labels.get(label.getKey()))) {
        count++;
      }
    }
    return count;
  }
}
