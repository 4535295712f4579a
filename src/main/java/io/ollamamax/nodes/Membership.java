package io.ollamamax.nodes;

import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.NodeHold;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.cluster.NodeStatus;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.config.NodeSettings;
import io.ollamamax.loop.Sequencer;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Lets single nodes join, be held and leave; a request in flight is never cut by it. */
final class Membership {
  /** Longer than a request takes from the choice of its node to being counted there. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

  private final Cluster cluster;
  private final Sequencer control;
  private final ToIntFunction<NodeId> inFlight;
  private final NodeListener listener;
  private final Map<NodeId, NodeHold> unheld = new HashMap<>();
  private final Map<NodeId, Object> departures = new HashMap<>();

  Membership(
      Cluster cluster, Sequencer control, ToIntFunction<NodeId> inFlight, NodeListener listener) {
    this.cluster = cluster;
    this.control = control;
    this.inFlight = inFlight;
    this.listener = listener;
  }

  Optional<NodeView> find(NodeId id) {
    return cluster.view().node(id);
  }

  /** Adds a server, or takes back one that was about to leave. */
  void join(NodeId id, NodeSettings settings, Optional<InetAddress> address) {
    NodeHold hold = settings.standby() ? NodeHold.STANDBY : NodeHold.NONE;
    boolean leaving = departures.remove(id) != null && find(id).isPresent();
    unheld.put(id, hold);
    if (leaving) {
      hold(id, hold);
      return;
    }
    listener.joining(id, Optional.of(settings));
    cluster.put(
        NodeView.joining(id, settings.url(), address, NodeKind.OLLAMA, settings.labels(), hold, 0));
    listener.joined(id);
  }

  /**
   * A process serves that an agent runs. One that takes the place of another is held as that was,
   * and has its models until it is probed.
   */
  void joinSupervised(NodeId id, URI url, NodeKind kind, Map<String, String> labels, long pid) {
    Optional<NodeView> before = find(id);
    boolean left = departures.remove(id) != null;
    NodeHold hold = left ? NodeHold.NONE : before.map(NodeView::hold).orElse(NodeHold.NONE);
    NodeView joining = NodeView.joining(id, url, Optional.empty(), kind, labels, hold, pid);
    unheld.put(id, NodeHold.NONE);
    listener.joining(id, Optional.empty());
    cluster.put(
        before
            .map(
                old ->
                    joining.with(joining.found(), joining.finding(), old.version(), old.models()))
            .orElse(joining));
    listener.joined(id);
  }

  /**
   * Takes a node out when its last answer has ended.
   *
   * @param atOnce whether it is seen no more from now on, though answers go on
   */
  void leave(NodeId id, boolean atOnce) {
    Object departure = departures.computeIfAbsent(id, unused -> new Object());
    hold(id, NodeHold.LEAVING);
    if (atOnce) {
      cluster.remove(id);
    }
    control.schedule(LOOK_AGAIN, () -> depart(id, departure));
  }

  private void depart(NodeId id, Object departure) {
    if (departures.get(id) != departure) {
      return;
    }
    if (inFlight.applyAsInt(id) > 0) {
      control.schedule(LOOK_AGAIN, () -> depart(id, departure));
      return;
    }
    departures.remove(id);
    unheld.remove(id);
    cluster.remove(id);
    listener.gone(id);
  }

  void interrupted(NodeId id, NodeStatus found, String reason) {
    cluster.update(id, node -> node.with(found, reason));
  }

  void doubted(NodeId id) {
    listener.doubted(id);
  }

  void rest(NodeId id) {
    NodeHold hold = holdOf(id);
    if (hold == NodeHold.NONE || hold == NodeHold.STANDBY) {
      hold(id, NodeHold.RESTING);
    }
  }

  void resume(NodeId id) {
    if (holdOf(id) == NodeHold.RESTING) {
      hold(id, unheld.getOrDefault(id, NodeHold.NONE));
    }
  }

  void quarantine(NodeId id) {
    if (!holdOf(id).byPeople()) {
      hold(id, NodeHold.QUARANTINED);
    }
  }

  void pardon(NodeId id) {
    if (holdOf(id) == NodeHold.QUARANTINED) {
      hold(id, unheld.getOrDefault(id, NodeHold.NONE));
    }
  }

  /** Lets a node in from reserve, or puts it back. */
  void reserve(NodeId id, boolean back) {
    NodeHold from = back ? NodeHold.NONE : NodeHold.STANDBY;
    NodeHold to = back ? NodeHold.STANDBY : NodeHold.NONE;
    NodeHold now = holdOf(id);
    unheld.put(id, to);
    if (now == from || now == NodeHold.RESTING) {
      hold(id, to);
    }
  }

  void cordon(NodeId id) {
    if (holdOf(id) != NodeHold.DRAINED) {
      hold(id, NodeHold.CORDONED);
    }
  }

  void drain(NodeId id) {
    holdOf(id);
    hold(id, NodeHold.DRAINED);
  }

  void uncordon(NodeId id) {
    release(id, NodeHold.CORDONED, NodeHold.DRAINED, "is drained, not cordoned: undrain it");
  }

  void undrain(NodeId id) {
    release(id, NodeHold.DRAINED, NodeHold.CORDONED, "is cordoned, not drained: uncordon it");
  }

  private void release(NodeId id, NodeHold from, NodeHold other, String otherwise) {
    NodeHold hold = holdOf(id);
    if (hold == other) {
      throw new Refused(Refused.Kind.CONFLICT, "node '" + id + "' " + otherwise);
    }
    if (hold == from || hold == NodeHold.RESTING) {
      hold(id, unheld.getOrDefault(id, NodeHold.NONE));
    }
  }

  /** What the node is held for now; a node that leaves is not held for anything else. */
  private NodeHold holdOf(NodeId id) {
    NodeHold hold =
        find(id)
            .map(NodeView::hold)
            .orElseThrow(() -> new Refused(Refused.Kind.UNKNOWN, "there is no node '" + id + "'"));
    if (hold == NodeHold.LEAVING) {
      throw new Refused(Refused.Kind.CONFLICT, "node '" + id + "' is being removed");
    }
    return hold;
  }

  private void hold(NodeId id, NodeHold hold) {
    cluster.update(id, node -> node.with(hold));
  }
}
