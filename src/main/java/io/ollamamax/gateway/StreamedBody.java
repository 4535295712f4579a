package io.ollamamax.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer as a stream that is closed whenever it comes to be after the caller has
 * given up: cancelling a request whose answer is just coming does not close its connection.
 */
final class StreamedBody implements HttpResponse.BodyHandler<InputStream> {
  private @Nullable InputStream body;
  private boolean givenUp;

  @Override
  public HttpResponse.BodySubscriber<InputStream> apply(HttpResponse.ResponseInfo head) {
    HttpResponse.BodySubscriber<InputStream> subscriber =
        HttpResponse.BodySubscribers.ofInputStream();
    subscriber.getBody().thenAccept(this::opened);
    return subscriber;
  }

  private synchronized void opened(InputStream opened) {
    body = opened;
    if (givenUp) {
      close(opened);
    }
  }

  /** Nobody will read it. */
  synchronized void giveUp() {
    givenUp = true;
    if (body != null) {
      close(body);
    }
  }

  private static void close(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // it is gone then
    }
  }
}
