package io.ollamamax.nodes;

import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.NodeHold;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.config.NodeSettings;
import io.ollamamax.loop.Sequencer;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/**
 * All nodes of the gateway, to be changed at run time. Its methods run on the control thread and
 * throw {@link Refused} where nothing was done.
 */
public final class Nodes {
  private final Map<String, NodeSettings> entries = new LinkedHashMap<>();
  private final Membership members;
  private final ResolvedNames names;

  /**
   * @param inFlight how many requests run on a node
   * @param interval between two look-ups of a host name
   */
  public Nodes(
      Cluster cluster,
      Sequencer control,
      ToIntFunction<NodeId> inFlight,
      Lookup lookup,
      Supplier<Duration> interval,
      RandomGenerator random,
      NodeListener listener) {
    this.members = new Membership(cluster, control, inFlight, listener);
    this.names = new ResolvedNames(members, lookup, control, interval, random, listener);
  }

  /**
   * Adds a server, or all that its host name stands for.
   *
   * @return the entry's name
   */
  public String add(NodeSettings entry) {
    String name = entry.name();
    Optional<NodeView> known = members.find(new NodeId(name));
    if (known.isPresent() && known.get().hold() == NodeHold.LEAVING) {
      throw conflict("the node '" + name + "' is still being removed");
    }
    if (known.isPresent() || entries.containsKey(name)) {
      throw conflict("the id '" + name + "' is that of another node already");
    }
    entries.forEach(
        (other, settings) -> {
          if (settings.url().equals(entry.url())) {
            throw conflict("the url " + entry.url() + " is that of '" + other + "' already");
          }
        });
    entries.put(name, entry);
    if (entry.resolve()) {
      names.watch(entry);
    } else {
      members.join(new NodeId(name), entry, Optional.empty());
    }
    return name;
  }

  /** A child process of the gateway serves, for the first time or again. */
  public void embedded(NodeId id, URI url, long pid) {
    members.joinEmbedded(id, url, pid);
  }

  /**
   * Removes an entry: its nodes get nothing new and go when their last answer has ended.
   *
   * @param atOnce whether they go now; answers in flight still end
   */
  public void remove(String name, boolean atOnce) {
    NodeSettings entry = entries.remove(name);
    if (entry != null && entry.resolve()) {
      names.forget(name, atOnce);
      return;
    }
    NodeId id = id(name);
    boolean leaving =
        members.find(id).map(NodeView::hold).orElseThrow(() -> unknown(name)) == NodeHold.LEAVING;
    if (entry == null && !leaving) {
      throw conflict(
          "the node '"
              + name
              + "' has no entry of its own: it is embedded, or one address of a host name");
    }
    members.leave(id, atOnce);
  }

  /** The node gets nothing new. */
  public void cordon(String name) {
    members.cordon(id(name));
  }

  /** The node is used again. */
  public void uncordon(String name) {
    members.uncordon(id(name));
  }

  /** The node gets nothing new, so that it can be taken away when its last answer has ended. */
  public void drain(String name) {
    members.drain(id(name));
  }

  /** The node is used again. */
  public void undrain(String name) {
    members.undrain(id(name));
  }

  /** The host names that stand for several nodes. */
  public List<NameState> names() {
    return names.states();
  }

  private static NodeId id(String name) {
    try {
      return new NodeId(name);
    } catch (IllegalArgumentException e) {
      throw unknown(name);
    }
  }

  private static Refused unknown(String name) {
    return new Refused(Refused.Kind.UNKNOWN, "there is no node '" + name + "'");
  }

  private static Refused conflict(String message) {
    return new Refused(Refused.Kind.CONFLICT, message);
  }
}
