package io.ollamamax.gateway;

import io.netty.channel.Channel;
import io.ollamamax.request.Failure;
import org.jspecify.annotations.Nullable;

/** One exchange with a node, from the connection to the end of the response. */
final class UpstreamCall implements UpstreamListener {
  private final UpstreamPool pool;
  private final Endpoint endpoint;
  private final byte[] request;
  private final boolean lines;
  private @Nullable UpstreamListener listener;
  private @Nullable Channel channel;
  private boolean reused;
  private boolean paused;

  UpstreamCall(
      UpstreamPool pool,
      Endpoint endpoint,
      byte[] request,
      boolean lines,
      UpstreamListener listener) {
    this.pool = pool;
    this.endpoint = endpoint;
    this.request = request;
    this.lines = lines;
    this.listener = listener;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  void on(Channel connected, boolean wasIdle) {
    if (listener == null) {
      connected.close();
      return;
    }
    channel = connected;
    reused = wasIdle;
    connected.config().setAutoRead(!paused);
    connected.pipeline().get(UpstreamConnection.class).expect(this, lines);
    UpstreamPool.write(connected, request);
  }

  void failed(Failure failure, String detail) {
    UpstreamListener to = listener;
    listener = null;
    if (to != null) {
      to.onBroken(failure, detail);
    }
  }

  /** Gives the exchange up: the node sees its client leave. */
  void abort() {
    listener = null;
    Channel connected = channel;
    channel = null;
    if (connected != null) {
      connected.pipeline().get(UpstreamConnection.class).forget();
      connected.close();
    }
  }

  /** The last line was read: the rest of the framing is left to the connection. */
  void detach() {
    pause(false);
    listener = null;
  }

  void pause(boolean on) {
    paused = on;
    if (channel != null) {
      channel.config().setAutoRead(!on);
    }
  }

  @Override
  public void onLine(byte[] bytes, int from, int to) {
    if (listener != null) {
      listener.onLine(bytes, from, to);
    }
  }

  @Override
  public void onBatch() {
    if (listener != null) {
      listener.onBatch();
    }
  }

  @Override
  public void onReply(int status, long retryAfter, byte[] body) {
    UpstreamListener to = listener;
    listener = null;
    channel = null;
    if (to != null) {
      to.onReply(status, retryAfter, body);
    }
  }

  @Override
  public void onEnd() {
    UpstreamListener to = listener;
    listener = null;
    channel = null;
    if (to != null) {
      to.onEnd();
    }
  }

  @Override
  public void onBroken(Failure failure, String detail) {
    Channel was = channel;
    channel = null;
    boolean stale =
        reused
            && failure == Failure.LOST
            && was != null
            && !was.pipeline().get(UpstreamConnection.class).anyByte();
    if (stale && listener != null) {
      pool.connect(this);
    } else {
      failed(failure, detail);
    }
  }
}
