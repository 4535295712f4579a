package io.ollamamax.nodes;

import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.NodeHold;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.cluster.NodeStatus;
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
    checkUrl(entry.url());
    entries.put(name, entry);
    if (entry.resolve()) {
      names.watch(entry);
    } else {
      members.join(new NodeId(name), entry, Optional.empty());
    }
    return name;
  }

  /**
   * A service that an agent keeps running serves, for the first time or by a new process. One that
   * has an entry too stays as that says.
   *
   * @param pid 0 where it is not known
   */
  public void supervised(NodeId id, URI url, NodeKind kind, Map<String, String> labels, long pid) {
    NodeSettings entry = entries.get(id.value());
    if (entry != null && entry.url().equals(url)) {
      members.doubted(id);
      return;
    }
    if (entry != null) {
      throw conflict("the id '" + id + "' is that of another node already, at " + entry.url());
    }
    checkUrl(url);
    members.joinSupervised(id, url, kind, labels, pid);
  }

  /** No agent brings the node any more; it goes, unless it has an entry. */
  public void unsupervised(NodeId id) {
    if (!entries.containsKey(id.value()) && members.find(id).isPresent()) {
      members.leave(id, false);
    }
  }

  /**
   * Its agent says that the node does not serve as it should.
   *
   * @param runs whether its process is there all the same
   */
  public void interrupted(NodeId id, boolean runs, String reason) {
    members.interrupted(id, runs ? NodeStatus.UNHEALTHY : NodeStatus.STARTING, reason);
    if (runs) {
      members.doubted(id);
    }
  }

  /** Its agent has nothing to say against the node any more. */
  public void recovered(NodeId id) {
    members.doubted(id);
  }

  /** A remedy wants the node to get nothing new; an operator's hold stays. */
  public void rest(NodeId id) {
    members.rest(id);
  }

  /** The remedy is over; an operator's hold stays. */
  public void resume(NodeId id) {
    members.resume(id);
  }

  /** Self-healing keeps the node out; an operator's hold stays. */
  public void quarantine(NodeId id) {
    members.quarantine(id);
  }

  /** Self-healing lets the node back; an operator's hold stays. */
  public void pardon(NodeId id) {
    members.pardon(id);
  }

  /** A node in reserve begins to serve. */
  public void join(NodeId id) {
    members.reserve(id, false);
  }

  /** A node goes back into reserve. */
  public void retire(NodeId id) {
    members.reserve(id, true);
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
              + "' has no entry of its own: an agent brings it, or it is one address of a host"
              + " name");
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

  private void checkUrl(URI url) {
    entries.forEach(
        (other, settings) -> {
          if (settings.url().equals(url)) {
            throw conflict("the url " + url + " is that of '" + other + "' already");
          }
        });
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

  /** What an agent or an operator asks does not go with what there is. */
  public static Refused conflict(String message) {
    return new Refused(Refused.Kind.CONFLICT, message);
  }
}
