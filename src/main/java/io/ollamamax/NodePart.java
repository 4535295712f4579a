package io.ollamamax;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.checkpoint.Part;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.loop.Time;
import io.ollamamax.ollama.Json;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What is kept of each node by itself. What was kept of a node that is not there yet waits until it
 * joins; of one that does not come it is dropped.
 *
 * @param <M> what is kept of a node; immutable
 */
final class NodePart<M> implements Part {
  /** How it is read, written and used; on the control thread, writing anywhere. */
  interface Kind<M> {
    String name();

    /** What is known of each node. */
    SortedMap<NodeId, M> known();

    ObjectNode write(M memory);

    /**
     * Reads what was written.
     *
     * @throws RuntimeException where it cannot be read
     */
    M read(JsonNode state);

    boolean isThere(NodeId node);

    /**
     * Gives a node back what was kept of it.
     *
     * @param ago how long ago it was kept
     */
    void apply(NodeId node, M memory, Duration ago);
  }

  private static final int VERSION = 1;

  private final Kind<M> kind;
  private final Time time;
  private final SortedMap<NodeId, M> absent = new TreeMap<>();
  private Duration age = Duration.ZERO;
  private long restored;

  NodePart(Kind<M> kind, Time time) {
    this.kind = kind;
    this.time = time;
  }

  @Override
  public String name() {
    return kind.name();
  }

  @Override
  public int version() {
    return VERSION;
  }

  @Override
  public Supplier<JsonNode> save() {
    SortedMap<NodeId, M> known = kind.known();
    return () -> {
      ObjectNode out = Json.object();
      known.forEach((node, memory) -> out.set(node.value(), kind.write(memory)));
      return out;
    };
  }

  @Override
  public void restore(Saved saved, Duration old) {
    SortedMap<NodeId, M> read = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : saved.state().properties()) {
      read.put(new NodeId(entry.getKey()), kind.read(entry.getValue()));
    }
    absent.clear();
    age = old;
    restored = time.nanos();
    read.forEach(
        (node, memory) -> {
          if (kind.isThere(node)) {
            kind.apply(node, memory, age);
          } else {
            absent.put(node, memory);
          }
        });
  }

  /** A node has joined. */
  void joined(NodeId node) {
    M memory = absent.remove(node);
    if (memory != null) {
      kind.apply(node, memory, age.plusNanos(time.nanos() - restored));
    }
  }

  @Override
  public void settle() {
    absent.clear();
  }
}
