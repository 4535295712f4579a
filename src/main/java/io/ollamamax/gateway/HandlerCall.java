package io.ollamamax.gateway;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.ollamamax.http.Handler;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.ollama.ErrorShape;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** One call of a handler, on a virtual thread, and the way of its response to the client. */
final class HandlerCall implements Runnable {
  private static final System.Logger LOG = System.getLogger(HandlerCall.class.getName());

  private final Channel channel;
  private final ClientResponse client;
  private final Handler handler;
  private final Request request;

  HandlerCall(Channel channel, ClientResponse client, Handler handler, Request request) {
    this.channel = channel;
    this.client = client;
    this.handler = handler;
    this.request = request;
  }

  @Override
  public void run() {
    Response response;
    try {
      response = handler.handle(request);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "handling " + request.path() + " failed", e);
      response =
          Response.json(
              500,
              ErrorShape.of(request.path()).whole(500, "an internal error; see the gateway's log"));
    }
    Map<String, String> headers = new HashMap<>(response.headers());
    String given = headers.remove("Content-Type");
    String type = given == null ? "" : given;
    int status = response.status();
    byte[] body = response.body();
    Response.Stream stream = response.stream();
    if (stream != null && request.method().equals("HEAD")) {
      long length = Math.max(0, response.length());
      onLoop(() -> client.head(status, type, headers, length));
    } else if (stream == null) {
      onLoop(() -> client.whole(status, type, headers, body));
    } else {
      onLoop(() -> client.begin(status, type, headers));
      relay(stream);
    }
  }

  private void relay(Response.Stream stream) {
    try {
      stream.writeTo(this::send);
      onLoop(client::end);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "answering {0} broke off: {1}", request.path(), e.getMessage());
      onLoop(client::reset);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "answering " + request.path() + " failed", e);
      onLoop(client::reset);
    }
  }

  /** Waits until the connection has taken the piece, so that a slow client slows the handler. */
  private void send(byte[] piece) throws IOException {
    CountDownLatch written = new CountDownLatch(1);
    AtomicReference<ChannelFuture> outcome = new AtomicReference<>();
    onLoop(
        () ->
            client
                .push(piece)
                .addListener(
                    done -> {
                      outcome.set((ChannelFuture) done);
                      written.countDown();
                    }));
    try {
      written.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    ChannelFuture done = outcome.get();
    if (done == null || !done.isSuccess()) {
      throw new IOException("the client has left");
    }
  }

  private void onLoop(Runnable task) {
    channel.eventLoop().execute(task);
  }
}
