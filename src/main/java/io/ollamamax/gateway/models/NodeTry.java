package io.ollamamax.gateway.models;

import io.ollamamax.cluster.NodeView;
import io.ollamamax.gateway.NodeClient;
import io.ollamamax.loop.Time;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** One try of a transfer at one node. It ends when it makes no progress, or by interruption. */
final class NodeTry {
  private static final int MOST_KEPT = 10_000;

  private final NodeClient nodes;
  private final Time time;
  private final TransferKind kind;
  private final byte[] body;
  private final Duration patience;
  private final Consumer<ProgressLine> heard;
  private final Map<String, Long> most = new HashMap<>();
  private final Set<String> statuses = new HashSet<>();
  private long lastProgress;

  /**
   * @param body what the node is asked, as JSON
   * @param patience without progress: a node that stalls repeats its last line
   * @param heard gets each line that is no error, without the last
   */
  NodeTry(
      NodeClient nodes,
      Time time,
      TransferKind kind,
      byte[] body,
      Duration patience,
      Consumer<ProgressLine> heard) {
    this.nodes = nodes;
    this.time = time;
    this.kind = kind;
    this.body = body;
    this.patience = patience;
    this.heard = heard;
  }

  Outcome at(NodeView node) throws InterruptedException {
    lastProgress = time.nanos();
    HttpResponse<InputStream> response;
    try {
      response = nodes.open(node, "POST", kind.path(), body, patience);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return new Outcome.Failed(NodeClient.reason(e));
    }
    try (TimedLines lines = new TimedLines(response.body())) {
      return response.statusCode() == 200 ? follow(lines) : refusal(response.statusCode(), lines);
    }
  }

  private Outcome follow(TimedLines lines) throws InterruptedException {
    try {
      while (true) {
        Duration left = patience.minusNanos(time.nanos() - lastProgress);
        if (!left.isPositive()) {
          return stalled();
        }
        String text = lines.next(left);
        if (text.isEmpty()) {
          return new Outcome.Failed("its answer ended without success");
        }
        ProgressLine line = ProgressLine.read(text);
        if (!line.error().isEmpty()) {
          return kind.lasting(line.error())
              ? new Outcome.Refused(200, line.error())
              : new Outcome.Failed(line.error());
        }
        if (line.status().equals(ProgressLine.SUCCESS)) {
          return new Outcome.Done();
        }
        note(line);
        heard.accept(line);
      }
    } catch (IOException e) {
      return time.nanos() - lastProgress >= patience.toNanos()
          ? stalled()
          : new Outcome.Failed(NodeClient.reason(e));
    }
  }

  private Outcome stalled() {
    return new Outcome.Failed("no progress within " + patience.toMillis() / 1000.0 + " s");
  }

  private void note(ProgressLine line) {
    boolean newStatus = statuses.size() < MOST_KEPT && statuses.add(line.status());
    Long before = most.get(line.digest());
    boolean more =
        line.moves() && (before == null ? most.size() < MOST_KEPT : line.completed() > before);
    if (more) {
      most.put(line.digest(), line.completed());
    }
    if (newStatus || more) {
      lastProgress = time.nanos();
    }
  }

  private Outcome refusal(int status, TimedLines lines) throws InterruptedException {
    String reason = "status " + status;
    try {
      String said = ProgressLine.read(lines.next(patience)).error();
      reason = said.isEmpty() ? reason : said;
    } catch (IOException e) {
      // the status has to do
    }
    boolean later = status >= 500 || status == 408 || status == 425 || status == 429;
    return later && !kind.lasting(reason)
        ? new Outcome.Failed(reason)
        : new Outcome.Refused(status, reason);
  }
}
