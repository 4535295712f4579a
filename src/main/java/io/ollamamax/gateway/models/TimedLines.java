package io.ollamamax.gateway.models;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** The lines of a stream, each awaited for a limited time; another thread reads them. */
final class TimedLines implements AutoCloseable {
  private static final int MOST_BYTES = 1024 * 1024;
  private static final int MOST_WAITING = 64;

  private sealed interface Item {
    record Line(String text) implements Item {}

    record End(String problem) implements Item {}
  }

  private final InputStream in;
  private final BlockingQueue<Item> items = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread reader;

  TimedLines(InputStream in) {
    this.in = in;
    this.reader = Thread.ofVirtual().start(this::readAll);
  }

  /**
   * The next line that is not blank, or an empty text at the end.
   *
   * @throws IOException where the stream breaks or nothing comes in time
   */
  String next(Duration patience) throws IOException, InterruptedException {
    return switch (items.poll(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      case null -> throw new IOException("nothing came in time");
      case Item.Line line -> line.text();
      case Item.End end when end.problem().isEmpty() -> "";
      case Item.End end -> throw new IOException(end.problem());
    };
  }

  private void readAll() {
    try {
      String problem = "";
      try (BufferedInputStream buffered = new BufferedInputStream(in)) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = buffered.read(); next >= 0; next = buffered.read()) {
          if (next != '\n') {
            line.write(next);
            if (line.size() > MOST_BYTES) {
              throw new IOException("a line of its answer is too long");
            }
          } else {
            put(line);
          }
        }
        put(line);
      } catch (IOException e) {
        problem = "its answer broke off";
      }
      items.put(new Item.End(problem));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody wants the lines any more
    }
  }

  private void put(ByteArrayOutputStream line) throws InterruptedException {
    String text = line.toString(StandardCharsets.UTF_8).strip();
    line.reset();
    if (!text.isEmpty()) {
      items.put(new Item.Line(text));
    }
  }

  /** Ends the stream, and with it what the node does for it. */
  @Override
  public void close() {
    reader.interrupt();
  }
}
