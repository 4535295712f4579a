package io.ollamamax.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The one place where nodes are kept. Written on the control thread, read anywhere by one volatile
 * read.
 */
public final class Cluster {
  private final Map<NodeId, NodeView> nodes = new LinkedHashMap<>();
  private final ReentrantLock changes = new ReentrantLock();
  private final Condition changed = changes.newCondition();
  private final List<Consumer<ClusterView>> listeners = new ArrayList<>();
  private volatile ClusterView view = new ClusterView(List.of(), RoutingTable.of(List.of()));

  /** The state as last published. */
  public ClusterView view() {
    return view;
  }

  /** Adds a node, or replaces the one of the same name. */
  public void put(NodeView node) {
    nodes.put(node.id(), node);
    publish();
  }

  /** Changes a node; a node that is gone stays gone. */
  public void update(NodeId id, UnaryOperator<NodeView> change) {
    NodeView before = nodes.get(id);
    if (before == null) {
      return;
    }
    NodeView after = change.apply(before);
    if (!after.equals(before)) {
      nodes.put(id, after);
      publish();
    }
  }

  /** Takes a node out. */
  public void remove(NodeId id) {
    if (nodes.remove(id) != null) {
      publish();
    }
  }

  /**
   * Tells of each state from now on, on the control thread, when it was published. To be called
   * before the first node is added.
   */
  public void onChange(Consumer<ClusterView> listener) {
    listeners.add(listener);
  }

  /** Blocks until the published state is as wanted, and returns it. */
  public ClusterView await(Predicate<ClusterView> wanted) throws InterruptedException {
    changes.lock();
    try {
      while (!wanted.test(view)) {
        changed.await();
      }
      return view;
    } finally {
      changes.unlock();
    }
  }

  private void publish() {
    changes.lock();
    try {
      view = new ClusterView(List.copyOf(nodes.values()), RoutingTable.of(nodes.values()));
      changed.signalAll();
    } finally {
      changes.unlock();
    }
    listeners.forEach(listener -> listener.accept(view));
  }
}
