package io.ollamamax.bench.events;

import io.ollamamax.GatewayApp;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.events.Event;
import io.ollamamax.events.Events;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * A gateway that publishes events of its own in every other slice of time; prints its port, and for
 * each line on standard input the number of events so far.
 *
 * <p>The slice's number is the monotonic clock divided by its length, as in bench/src/load.c; of
 * four slices the two in the middle have events.
 */
public final class EventsBench {
  private static final int BATCHES = 50;
  private static final int PER_SECOND = 10_000;

  private EventsBench() {}

  /**
   * Runs until its input ends.
   *
   * @param args the configuration's file, the length of a slice in ms
   */
  public static void main(String[] args) throws IOException {
    String yaml = Files.readString(Path.of(args[0]));
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (GatewayApp app =
            new GatewayApp(ConfigLoader.parse(args[0], yaml).orElseThrow(), anyPort, "", 0);
        BufferedReader questions =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      Publisher publisher = new Publisher(app.events(), Long.parseLong(args[1]) * 1_000_000);
      Thread.ofPlatform().daemon().name("publisher").start(publisher);
      System.out.println(app.address().getPort());
      while (questions.readLine() != null) {
        System.out.println(app.events().newest());
      }
    }
  }

  private static final class Publisher implements Runnable {
    private final Events events;
    private final List<String> nodes =
        IntStream.range(0, 15).mapToObj(number -> "node-" + number).toList();
    private final long slice;

    Publisher(Events events, long slice) {
      this.events = events;
      this.slice = slice;
    }

    @Override
    public void run() {
      long due = System.nanoTime();
      long number = 0;
      while (true) {
        long phase = System.nanoTime() / slice % 4;
        int batch = phase == 1 || phase == 2 ? PER_SECOND / BATCHES : 0;
        for (int i = 0; i < batch; i++) {
          String id = Long.toHexString(number++);
          events.publish(
              Event.Kind.ATTEMPT,
              nodes.get((int) (number % nodes.size())),
              "the connection was lost: reset by peer",
              Map.of("request", id, "model", "bench:latest", "failure", "lost", "tokens", "17"));
        }
        due += 1_000_000_000L / BATCHES;
        LockSupport.parkNanos(due - System.nanoTime());
      }
    }
  }
}
