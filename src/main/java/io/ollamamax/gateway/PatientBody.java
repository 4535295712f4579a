package io.ollamamax.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of a node's answer, read piece by piece by a thread that waits for each only so long.
 * One piece at most is held; closing cancels what still comes.
 */
final class PatientBody implements HttpResponse.BodySubscriber<PatientBody>, AutoCloseable {
  /** A piece; at the end without one, or with what broke it. */
  private record Event(byte @Nullable [] piece, @Nullable Throwable broken) {}

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

  private PatientBody() {}

  static HttpResponse.BodyHandler<PatientBody> handler() {
    return head -> new PatientBody();
  }

  @Override
  public CompletionStage<PatientBody> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription.complete(given);
    given.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    ByteArrayOutputStream piece = new ByteArrayOutputStream();
    for (ByteBuffer buffer : buffers) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      piece.writeBytes(bytes);
    }
    events.add(new Event(piece.toByteArray(), null));
  }

  @Override
  public void onError(Throwable broken) {
    events.add(new Event(null, broken));
  }

  @Override
  public void onComplete() {
    events.add(new Event(null, null));
  }

  /**
   * The next piece, or null at the end.
   *
   * @throws IOException where none comes in time, or the body is broken
   */
  byte @Nullable [] next(long nanos) throws IOException {
    try {
      Event event = events.poll(nanos, TimeUnit.NANOSECONDS);
      if (event == null) {
        throw new IOException("nothing came for " + TimeUnit.NANOSECONDS.toSeconds(nanos) + " s");
      }
      if (event.broken() != null) {
        throw new IOException("the connection was lost", event.broken());
      }
      if (event.piece() != null) {
        subscription.join().request(1);
      }
      return event.piece();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** All that is left, at most one piece over the limit. */
  byte[] rest(long nanosForEach, int limit) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] piece = next(nanosForEach);
    while (piece != null && all.size() < limit) {
      all.writeBytes(piece);
      piece = next(nanosForEach);
    }
    return all.toByteArray();
  }

  @Override
  public void close() {
    subscription.thenAccept(Flow.Subscription::cancel);
  }
}
