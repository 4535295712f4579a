package io.ollamamax.gateway.models;

import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.gateway.NodeClient;
import io.ollamamax.loop.Time;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Runs transfers, each node's on a thread of its own, with further tries where they may help. */
final class Transfers {
  private static final System.Logger LOG = System.getLogger(Transfers.class.getName());
  private static final int MAX_DOUBLINGS = 5;

  private final Supplier<ClusterView> cluster;
  private final NodeClient nodes;
  private final ExecutorService blocking;
  private final Supplier<TransferLimits> limits;
  private final Time time;
  private final RandomGenerator random;

  Transfers(
      Supplier<ClusterView> cluster,
      NodeClient nodes,
      ExecutorService blocking,
      Supplier<TransferLimits> limits,
      Time time,
      RandomGenerator random) {
    this.cluster = cluster;
    this.nodes = nodes;
    this.blocking = blocking;
    this.limits = limits;
    this.time = time;
    this.random = random;
  }

  /**
   * Starts the operation at each of the nodes.
   *
   * @param body what each is asked, as JSON
   */
  Transfer start(TransferKind kind, String model, byte[] body, Collection<NodeId> targets) {
    int retries = kind == TransferKind.PUSH ? 0 : limits.get().maxRetries();
    return start(kind, model, body, targets, retries);
  }

  /** The same with as many further tries as are said. */
  Transfer start(
      TransferKind kind, String model, byte[] body, Collection<NodeId> targets, int retries) {
    TransferLimits now = limits.get();
    Transfer transfer = new Transfer(targets, now.signOfLife());
    for (NodeId node : targets) {
      transfer.runs(blocking.submit(() -> work(kind, model, body, transfer, node, retries, now)));
    }
    return transfer;
  }

  private void work(
      TransferKind kind,
      String model,
      byte[] body,
      Transfer transfer,
      NodeId id,
      int retries,
      TransferLimits now) {
    Outcome outcome = new Outcome.Failed("an internal error; see the gateway's log");
    try {
      outcome = tries(kind, body, transfer, id, retries, now);
      if (!(outcome instanceof Outcome.Done)) {
        LOG.log(Level.WARNING, "{0} of {1} given up on {2}: {3}", kind.word(), model, id, outcome);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      outcome = new Outcome.Failed("the client left");
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, kind.word() + " of " + model + " failed on " + id, e);
    } finally {
      transfer.ended(id, outcome);
    }
  }

  private Outcome tries(
      TransferKind kind, byte[] body, Transfer transfer, NodeId id, int retries, TransferLimits now)
      throws InterruptedException {
    for (int number = 0; ; number++) {
      Outcome outcome = once(kind, body, transfer, id, now.recoveryTimeout());
      if (!(outcome instanceof Outcome.Failed failed)) {
        return outcome;
      }
      if (number == retries) {
        return retries == 0
            ? failed
            : new Outcome.Failed(failed.reason() + " (" + (number + 1) + " tries)");
      }
      transfer.again(id, failed.reason());
      Thread.sleep(pause(now.retryBackoff(), number));
    }
  }

  private Outcome once(
      TransferKind kind, byte[] body, Transfer transfer, NodeId id, Duration patience)
      throws InterruptedException {
    Optional<NodeView> node = cluster.get().node(id);
    if (node.isEmpty()) {
      return new Outcome.Refused(502, "the node has left the cluster");
    }
    return new NodeTry(nodes, time, kind, body, patience, line -> transfer.heard(id, line))
        .at(node.get());
  }

  /** Full jitter, with a bound that doubles. */
  private Duration pause(Duration first, int round) {
    long bound = first.toNanos() << Math.min(round, MAX_DOUBLINGS);
    return Duration.ofNanos(1 + random.nextLong(Math.max(1, bound)));
  }
}
