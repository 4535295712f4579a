package io.ollamamax.gateway.models;

import io.ollamamax.cluster.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The progress of several nodes as that of one. For each digest {@code total} is its size and
 * {@code completed} what every node has that is still tried, so that it is true for each copy; it
 * never goes back and never exceeds the total. What a node says first is said at once, but the last
 * steps only when all have come to them. Not thread-safe.
 */
final class MergedProgress {
  /** The steps after the last byte, in their order. */
  private static final List<String> LAST =
      List.of("verifying sha256 digest", "writing manifest", "removing unused layers");

  /** Digests and statuses beyond this are not shown: a node may say anything. */
  private static final int MOST = 10_000;

  /** What one node has said in its present try. */
  private static final class Share {
    final Map<String, Long> completed = new HashMap<>();
    final Set<String> last = new HashSet<>();
    boolean done;
  }

  private static final class Bar {
    final long total;
    String status;
    long shown = -1;

    Bar(long total, String status) {
      this.total = total;
      this.status = status;
    }
  }

  private final Map<NodeId, Share> shares = new HashMap<>();
  private final Map<String, Bar> bars = new LinkedHashMap<>();
  private final Set<String> said = new HashSet<>();
  private final List<ProgressLine> waiting = new ArrayList<>();

  MergedProgress(Collection<NodeId> nodes) {
    nodes.forEach(node -> shares.put(node, new Share()));
  }

  /** A node's line, which is neither an error nor its success. */
  void heard(NodeId node, ProgressLine line) {
    Share share = shares.get(node);
    if (share == null) {
      return;
    }
    if (line.moves()) {
      if (bars.containsKey(line.digest()) || bars.size() < MOST) {
        Bar bar =
            bars.computeIfAbsent(line.digest(), unused -> new Bar(line.total(), line.status()));
        bar.status = line.status();
        share.completed.put(line.digest(), line.completed());
      }
    } else if (LAST.contains(line.status())) {
      share.last.add(line.status());
    } else if (said.size() < MOST && said.add(line.status())) {
      waiting.add(line);
    }
  }

  /** The node begins anew. */
  void again(NodeId node) {
    shares.computeIfPresent(node, (id, before) -> new Share());
  }

  /** The node has succeeded. */
  void done(NodeId node) {
    Share share = shares.get(node);
    if (share != null) {
      share.done = true;
    }
  }

  /** The node is tried no more: what it has counts no more. */
  void gaveUp(NodeId node) {
    shares.remove(node);
  }

  /** Something to be said about the whole. */
  void note(String text) {
    waiting.add(ProgressLine.of(text));
  }

  /** What has changed since the last time, in the order in which it is to be said. */
  List<ProgressLine> take() {
    List<ProgressLine> lines = new ArrayList<>(waiting);
    waiting.clear();
    bars.forEach(
        (digest, bar) -> {
          long completed = completed(digest, bar.total);
          if (completed > bar.shown) {
            bar.shown = completed;
            lines.add(new ProgressLine(bar.status, digest, bar.total, completed, ""));
          }
        });
    for (String step : LAST) {
      if (!said.contains(step) && reachedByAll(step)) {
        said.add(step);
        lines.add(ProgressLine.of(step));
      }
    }
    return lines;
  }

  private long completed(String digest, long total) {
    long least = shares.isEmpty() ? 0 : total;
    for (Share share : shares.values()) {
      if (!share.done && share.last.isEmpty()) {
        least = Math.min(least, share.completed.getOrDefault(digest, 0L));
      }
    }
    return least;
  }

  private boolean reachedByAll(String step) {
    return shares.values().stream().anyMatch(share -> share.last.contains(step))
        && shares.values().stream().allMatch(share -> share.done || share.last.contains(step));
  }
}
