package io.ollamamax.agent.hub;

import io.ollamamax.http.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The open stream of orders to one agent; a line at least each second. */
final class Link {
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(1);
  private static final byte[] END = {};
  private static final byte[] NOTHING = {'\n'};

  private final LinkedBlockingQueue<byte[]> lines = new LinkedBlockingQueue<>();

  void send(byte[] line) {
    lines.add(line);
  }

  /** The stream ends behind what was sent. */
  void end() {
    lines.add(END);
  }

  /** Writes what is sent until the end, or until the agent has left. */
  void writeTo(Response.Sink out) throws IOException {
    try {
      out.write(NOTHING);
      while (true) {
        byte[] line = lines.poll(SIGN_OF_LIFE.toMillis(), TimeUnit.MILLISECONDS);
        if (line == END) {
          return;
        }
        out.write(line == null ? NOTHING : line);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
