package io.ollamamax.cluster;

import java.util.List;

/**
 * Where requests for one model may go.
 *
 * @param digest of the copies that are used; others of the same name are left out
 * @param loaded serving nodes that hold the model in memory
 * @param present serving nodes that would have to load it first
 * @param rest nodes that have it but do not serve now: tried when nothing else is left
 */
public record ModelRoute(
    ModelName model,
    String digest,
    List<NodeView> loaded,
    List<NodeView> present,
    List<NodeView> rest) {
  public ModelRoute {
    loaded = List.copyOf(loaded);
    present = List.copyOf(present);
    rest = List.copyOf(rest);
  }

  /** All nodes that have the model. */
  public int size() {
    return loaded.size() + present.size() + rest.size();
  }
}
