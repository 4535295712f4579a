package io.ollamamax.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.agent.wire.Fetch;
import io.ollamamax.agent.wire.Order;
import io.ollamamax.agent.wire.OrderJson;
import io.ollamamax.agent.wire.Report;
import io.ollamamax.agent.wire.ReportJson;
import io.ollamamax.healing.ActResult;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.loop.Time;
import io.ollamamax.ollama.Json;
import io.ollamamax.telemetry.HostSample;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The agent's link to one gateway: orders come down one long-lived response, reports go up by
 * requests. It is opened anew, with jitter, whenever it breaks; nothing else of the agent waits for
 * it.
 */
final class GatewayLink implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("agent");

  /** The gateway sends a line at least each second. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private static final Duration NEWS = Duration.ofSeconds(1);
  private static final long FIRST_PAUSE_MILLIS = 500;
  private static final long MOST_PAUSE_MILLIS = 5000;
  private static final int MAX_DOUBLINGS = 4;

  private final GatewayCalls gateway;
  private final Agent agent;
  private final Sequencer control;
  private final Time time;
  private final RandomGenerator random;
  private final Semaphore news = new Semaphore(0);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<String, ActResult> results = new LinkedHashMap<>(); // control thread
  private Instant sampledUntil = Instant.MIN; // the reporting thread
  private volatile @Nullable InputStream orders;
  private volatile long heardAt;
  private int failures;
  private String trouble = "";

  GatewayLink(
      GatewayCalls gateway, Agent agent, Sequencer control, Time time, RandomGenerator random) {
    this.gateway = gateway;
    this.agent = agent;
    this.control = control;
    this.time = time;
    this.random = random;
  }

  /** Dials out for as long as the agent lives. */
  void start() {
    agent.onChange(this::wake);
    Thread.ofVirtual().name("orders of " + gateway.url()).start(this::dial);
    Thread.ofVirtual().name("reports to " + gateway.url()).start(this::report);
  }

  private void wake() {
    if (news.availablePermits() == 0) {
      news.release();
    }
  }

  private boolean isClosed() {
    return closing.getCount() == 0;
  }

  private void dial() {
    while (!isClosed()) {
      try {
        listen();
        trouble("the connection has ended");
      } catch (IOException e) {
        trouble(String.valueOf(e.getMessage()));
      } catch (InterruptedException e) {
        return;
      } finally {
        orders = null;
      }
      pause();
    }
  }

  private void trouble(String what) {
    if (!isClosed() && !what.equals(trouble)) {
      LOG.log(Level.WARNING, "gateway {0}: {1}; trying again", gateway.url(), what);
    }
    trouble = what;
  }

  private void pause() {
    long bound =
        Math.min(MOST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures++, MAX_DOUBLINGS));
    try {
      boolean ended = closing.await(random.nextLong(bound + 1), TimeUnit.MILLISECONDS);
      LOG.log(Level.DEBUG, "gateway {0}: again, unless closed: {1}", gateway.url(), ended);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void listen() throws IOException, InterruptedException {
    try (InputStream in = gateway.orders();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      heardAt = time.nanos();
      orders = in;
      failures = 0;
      trouble = "";
      LOG.log(Level.INFO, "gateway {0}: connected", gateway.url());
      wake();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        heardAt = time.nanos();
        if (!line.isBlank()) {
          take(line);
        }
      }
    }
  }

  private void take(String line) {
    try {
      JsonNode json = Json.read(line.getBytes(StandardCharsets.UTF_8));
      if (Fetch.is(json)) {
        Fetch fetch = Fetch.read(json);
        Thread.ofVirtual().name("file for " + gateway.url()).start(() -> send(fetch));
        return;
      }
      Order order = OrderJson.read(json);
      control.execute(
          () ->
              agent.carryOut(
                  order,
                  result -> {
                    results.put(order.id(), result);
                    wake();
                  }));
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(Level.WARNING, "gateway {0}: not understood: {1}", gateway.url(), e.getMessage());
    }
  }

  private void send(Fetch fetch) {
    try {
      ModelFiles.Piece piece;
      try {
        piece = agent.files().open(fetch);
      } catch (IOException e) {
        gateway.refuse(fetch.id(), String.valueOf(e.getMessage()));
        return;
      }
      gateway.send(fetch.id(), piece);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "gateway {0}: a file was not sent: {1}", gateway.url(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void report() {
    while (!isClosed()) {
      try {
        if (news.tryAcquire(NEWS.toMillis(), TimeUnit.MILLISECONDS)) {
          news.drainPermits();
        }
        InputStream open = orders;
        if (open == null) {
          continue;
        }
        if (time.nanos() - heardAt > SILENCE.toNanos()) {
          open.close(); // the gateway is gone without a word
          continue;
        }
        send();
      } catch (IOException e) {
        trouble(String.valueOf(e.getMessage()));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void send() throws IOException, InterruptedException {
    CompletableFuture<Report> made = new CompletableFuture<>();
    control.execute(
        () -> made.complete(new Report(agent.services(), agent.samples(), Map.copyOf(results))));
    Report all = made.join();
    List<HostSample> fresh =
        all.samples().stream().filter(sample -> sample.at().isAfter(sampledUntil)).toList();
    gateway.report(ReportJson.write(new Report(all.services(), fresh, all.results())));
    if (!fresh.isEmpty()) {
      sampledUntil = fresh.getLast().at();
    }
    control.execute(() -> results.keySet().removeAll(all.results().keySet()));
  }

  /** Leaves the gateway; it knows at once. */
  @Override
  public void close() {
    closing.countDown();
    InputStream open = orders;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "gateway {0}: {1}", gateway.url(), e.getMessage());
      }
    }
  }
}
