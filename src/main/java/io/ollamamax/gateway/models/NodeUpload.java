package io.ollamamax.gateway.models;

import io.ollamamax.cluster.NodeView;
import io.ollamamax.gateway.NodeClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A body on its way to one node; at most a few pieces of it wait. */
final class NodeUpload {
  private static final int MOST_WAITING = 8;
  private static final byte[] END = new byte[0];
  private static final Duration ANY = Duration.ofDays(7);

  private final NodeView node;
  private final BlockingQueue<byte[]> pieces = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Future<Outcome> outcome;
  private volatile boolean over;
  private volatile boolean broken;

  /**
   * Starts it.
   *
   * @param length in bytes; negative where unknown
   */
  NodeUpload(NodeClient nodes, ExecutorService blocking, NodeView node, String path, long length) {
    this.node = node;
    HttpRequest.BodyPublisher whole = HttpRequest.BodyPublishers.ofInputStream(Body::new);
    HttpRequest.BodyPublisher body =
        length > 0 ? HttpRequest.BodyPublishers.fromPublisher(whole, length) : whole;
    this.outcome = blocking.submit(() -> send(nodes, path, body));
  }

  private Outcome send(NodeClient nodes, String path, HttpRequest.BodyPublisher body) {
    try {
      HttpResponse<byte[]> reply = nodes.upload(node, path, body, ANY);
      return reply.statusCode() == 200 || reply.statusCode() == 201
          ? new Outcome.Done()
          : new Outcome.Refused(reply.statusCode(), EachNode.errorOf(reply));
    } catch (IOException e) {
      return new Outcome.Failed(NodeClient.reason(e));
    } finally {
      over = true;
      pieces.clear();
    }
  }

  NodeView node() {
    return node;
  }

  boolean over() {
    return over;
  }

  /** Hands on a piece; a node that does not take it in time gets no more. */
  void offer(byte[] piece, Duration patience) throws InterruptedException {
    if (!over && !pieces.offer(piece, patience.toNanos(), TimeUnit.NANOSECONDS)) {
      abort();
    }
  }

  /** The body is complete: what the node makes of it. */
  Outcome finish(Duration patience) throws InterruptedException {
    offer(END, patience);
    try {
      return outcome.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      abort();
      return new Outcome.Failed("took nothing for " + patience.toMillis() / 1000.0 + " s");
    } catch (ExecutionException e) {
      throw new IllegalStateException("uploading failed", e);
    } catch (java.util.concurrent.CancellationException e) {
      return new Outcome.Failed("took nothing for " + patience.toMillis() / 1000.0 + " s");
    }
  }

  /** Ends it before its end; the node does not get a body that looks whole. */
  void abort() {
    over = true;
    broken = true;
    pieces.clear();
    pieces.offer(END);
    outcome.cancel(true);
  }

  private final class Body extends InputStream {
    private byte[] piece = END;
    private int read;
    private boolean ended;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (read == piece.length && !advance()) {
        return -1;
      }
      int taken = Math.min(length, piece.length - read);
      System.arraycopy(piece, read, target, offset, taken);
      read += taken;
      return taken;
    }

    private boolean advance() throws IOException {
      try {
        if (!ended) {
          piece = pieces.take();
          read = 0;
          ended = piece.length == 0;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
      if (broken) {
        throw new IOException("the upload was ended");
      }
      return !ended;
    }
  }
}
