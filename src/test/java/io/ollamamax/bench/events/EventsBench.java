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
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A gateway that publishes events of its own at a rate which is told line by line on standard
 * input; prints its port.
 */
public final class EventsBench {
  private static final int BATCHES = 200;

  private EventsBench() {}

  /**
   * Runs until its input ends.
   *
   * @param args the configuration's file
   */
  public static void main(String[] args) throws IOException {
    String yaml = Files.readString(Path.of(args[0]));
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (GatewayApp app =
            new GatewayApp(ConfigLoader.parse(args[0], yaml).orElseThrow(), anyPort, "", 0);
        BufferedReader rates =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      Publisher publisher = new Publisher(app.events());
      Thread.ofPlatform().daemon().name("publisher").start(publisher);
      System.out.println(app.address().getPort());
      for (String rate = rates.readLine(); rate != null; rate = rates.readLine()) {
        publisher.perSecond = Integer.parseInt(rate);
        System.out.println(app.events().newest());
      }
    }
  }

  private static final class Publisher implements Runnable {
    private final Events events;
    private volatile int perSecond;

    Publisher(Events events) {
      this.events = events;
    }

    @Override
    public void run() {
      long due = System.nanoTime();
      long number = 0;
      while (true) {
        int batch = perSecond / BATCHES;
        for (int i = 0; i < batch; i++) {
          String id = Long.toHexString(number++);
          events.publish(
              Event.Kind.ATTEMPT,
              "node-" + number % 15,
              "the connection was lost: reset by peer",
              Map.of("request", id, "model", "bench:latest", "failure", "lost", "tokens", "17"));
        }
        due += 1_000_000_000L / BATCHES;
        LockSupport.parkNanos(due - System.nanoTime());
      }
    }
  }
}
