package io.ollamamax.request;

import io.ollamamax.cluster.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Which requests crashed which nodes' runners of late, to tell a request that crashes every runner
 * from a node that crashes under every request. Shared over event loops.
 *
 * <p>A request is deadly when runners of two nodes crashed under it and at most one crash is left
 * that it does not explain. It explains the crashes of other requests at a node at the time of its
 * own, since a runner takes all its requests with it. It is then refused for a while by its
 * fingerprint.
 */
public final class CrashLog {
  private static final long WINDOW = 30_000_000_000L;
  private static final long REFUSED_FOR = 600_000_000_000L;
  private static final int MOST = 256;
  private static final long TOGETHER = 100_000_000L;
  private static final int NODES = 2;
  private static final int UNEXPLAINED = 2;

  private record Crash(NodeId node, long fingerprint, long at) {
    boolean takesAlong(Crash other) {
      return node.equals(other.node())
          && (fingerprint == other.fingerprint() || Math.abs(at - other.at()) < TOGETHER);
    }
  }

  private final AtomicReference<List<Crash>> crashes = new AtomicReference<>(List.of());
  private final ConcurrentHashMap<Long, Long> refusedUntil = new ConcurrentHashMap<>();

  void add(NodeId node, long fingerprint, long now) {
    Crash crash = new Crash(node, fingerprint, now);
    crashes.updateAndGet(
        before -> {
          List<Crash> after = new ArrayList<>();
          for (Crash old : before) {
            if (now - old.at() < WINDOW) {
              after.add(old);
            }
          }
          after.add(crash);
          return List.copyOf(
              after.size() > MOST ? after.subList(after.size() - MOST, after.size()) : after);
        });
  }

  private List<Crash> crashes() {
    return Objects.requireNonNull(crashes.get());
  }

  /** Whether the request, and not the nodes, is the cause of its crashes. */
  boolean deadly(long fingerprint, long now) {
    List<Crash> recent = crashes().stream().filter(crash -> now - crash.at() < WINDOW).toList();
    List<Crash> own = recent.stream().filter(crash -> crash.fingerprint() == fingerprint).toList();
    long nodes = own.stream().map(Crash::node).distinct().count();
    long unexplained =
        recent.stream()
            .filter(crash -> own.stream().noneMatch(mine -> mine.takesAlong(crash)))
            .map(crash -> new Crash(crash.node(), crash.fingerprint(), 0))
            .distinct()
            .count();
    return nodes >= NODES && unexplained < UNEXPLAINED;
  }

  /** From now on the request is refused for ten minutes. */
  void refuse(long fingerprint, long now) {
    if (refusedUntil.size() >= MOST) {
      refusedUntil.values().removeIf(until -> now - until >= 0);
    }
    if (refusedUntil.size() < MOST) {
      refusedUntil.put(fingerprint, now + REFUSED_FOR);
    }
  }

  /** Whether any request is refused; where none is, no fingerprint need be made. */
  boolean refusesAny() {
    return !refusedUntil.isEmpty();
  }

  boolean refused(long fingerprint, long now) {
    Long until = refusedUntil.get(fingerprint);
    if (until == null) {
      return false;
    }
    if (now - until >= 0) {
      refusedUntil.remove(fingerprint, until);
      return false;
    }
    return true;
  }
}
