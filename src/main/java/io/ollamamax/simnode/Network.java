package io.ollamamax.simnode;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A node's network and process as a whole: up, down, in turn, or cut off. Event loop only. */
final class Network {
  private static final Duration FLAP = Duration.ofSeconds(5);

  private final SimNode node;
  private final Port port;
  private final Set<Channel> connections;
  private @Nullable Future<Void> listening;
  private @Nullable Future<Void> swallowing;
  private @Nullable Fault fault;
  private int turn;
  private boolean in = true;
  private boolean out = true;

  Network(SimNode node, Port port, Set<Channel> connections) {
    this.node = node;
    this.port = port;
    this.connections = connections;
  }

  /** Listens, if it does not yet. */
  Future<Void> up() {
    Future<Void> now = listening;
    if (now == null) {
      now = port.open();
      listening = now;
    }
    return now;
  }

  /** The change under way, or the last one; null before the first. */
  @Nullable Future<Void> change() {
    return listening != null ? listening : swallowing;
  }

  /** Refuses connections, and resets those there are. */
  void down() {
    listening = null;
    swallowing = null;
    port.close();
    node.die();
    new ArrayList<>(connections).forEach(Reply::reset);
  }

  /** Does what the fault says, as far as it concerns the network. */
  void take(Fault next) {
    fault = next;
    switch (next.mode()) {
      case DOWN -> {
        if (next.variant().equals("black-hole")) {
          cutOff(false, false);
        } else {
          down();
        }
      }
      case PARTITION -> cutOff(next.variant().equals("out"), next.variant().equals("in"));
      case FLAPPING -> flap(next.delayOr(FLAP), turn);
      default -> {}
    }
  }

  private void cutOff(boolean packetsIn, boolean packetsOut) {
    if (!packetsIn) {
      listening = null;
      swallowing = port.swallow();
    }
    pass(packetsIn, packetsOut);
  }

  private void pass(boolean packetsIn, boolean packetsOut) {
    in = packetsIn;
    out = packetsOut;
    connections.forEach(connection -> Gate.set(connection, in, out));
  }

  /** A connection was accepted. */
  void joined(Channel connection) {
    Gate.set(connection, in, out);
  }

  private void flap(Duration period, int since) {
    if (since != turn) {
      return;
    }
    if (listening == null) {
      up();
    } else {
      down();
    }
    node.later(period.toNanos(), () -> flap(period, since));
  }

  /**
   * The fault is over: packets go through again. A node that is down stays so until {@link #up}.
   */
  void relieve() {
    Fault was = fault;
    fault = null;
    turn++;
    if (was != null && was.mode() == Mode.DOWN && was.variant().equals("black-hole")) {
      down();
    }
    pass(true, true);
    if (was != null && was.mode() == Mode.PARTITION) {
      up();
    }
  }
}
