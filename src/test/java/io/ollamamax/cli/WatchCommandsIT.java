package io.ollamamax.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.GatewayApp;
import io.ollamamax.config.ConfigLoader;
import java.io.BufferedReader;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** The commands that people watch by, against a gateway, with no terminal at either end. */
@Timeout(60)
@SuppressWarnings("NullAway.Init")
class WatchCommandsIT {
  private GatewayApp app;
  private String url;

  @BeforeEach
  void start() throws Exception {
    app =
        new GatewayApp(
            ConfigLoader.parse("test", "nodes: [{url: 'http://127.0.0.1:1', id: gone}]")
                .orElseThrow(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            "",
            0);
    url = "http://127.0.0.1:" + app.address().getPort();
    app.cluster()
        .await(
            view ->
                view.nodes().stream().anyMatch(node -> node.status().wire().equals("unhealthy")));
  }

  @AfterEach
  void stop() {
    app.close();
  }

  @Test
  void topIsPrintedOnceWhereThereIsNoTerminal() throws Exception {
    CommandRun top = CommandRun.of("top", "--gateway", url);
    assertEquals(0, top.code(), top.err());
    assertTrue(top.out().startsWith("unhealthy  0 of 1 nodes serve  0 in work"), top.out());
    assertTrue(top.out().contains("gone                 unhealthy "), top.out());
    assertFalse(top.out().contains("\u001b"), top.out());
    CommandRun json = CommandRun.of("top", "--once", "--output", "json", "--gateway", url);
    assertEquals("gone", json.json().at("/nodes/0/id").asText());
    assertEquals("unhealthy", json.json().at("/health/status").asText());
  }

  @Test
  void eventsThatWereArePrinted() throws Exception {
    CommandRun events = CommandRun.of("events", "--kind", "node", "--gateway", url);
    assertEquals(0, events.code(), events.err());
    assertTrue(events.out().contains(" node         gone: unhealthy"), events.out());
    CommandRun none = CommandRun.of("events", "--kind", "remedy", "--gateway", url);
    assertEquals("nothing happened", none.out().strip());
    CommandRun wrong = CommandRun.of("events", "--kind", "weather", "--gateway", url);
    assertEquals(1, wrong.code());
    assertTrue(wrong.err().contains("no kind of events is called 'weather'"), wrong.err());
  }

  @Test
  void followedEventsComeAsTheyHappen() throws Exception {
    CommandLine line = Commands.line("events");
    PipedReader out = new PipedReader();
    line.setOut(new PrintWriter(new PipedWriter(out), true));
    Thread follower =
        Thread.ofVirtual()
            .start(
                () ->
                    line.execute(
                        "events",
                        "--follow",
                        "--output",
                        "json",
                        "--kind",
                        "config",
                        "--gateway",
                        url));
    try (BufferedReader lines = new BufferedReader(out)) {
      GatewayProcess.call(
          url, "POST", "/api/v1/config/fault-tolerance/self-healing/disable", "{\"reason\":\"t\"}");
      String switched = lines.readLine();
      assertTrue(switched.contains("self-healing") || switched.contains("self_healing"), switched);
    } finally {
      follower.interrupt();
      follower.join();
    }
  }

  @Test
  void statusSaysTheSameWithAndWithoutColour() throws Exception {
    CommandRun status = CommandRun.of("status", "--gateway", url);
    assertEquals(1, status.code());
    assertTrue(status.out().startsWith("unhealthy"), status.out());
    String plain =
        StatusCommand.text(
            CommandRun.of("status", "--output", "json", "--gateway", url).json(), new Ink(false));
    String coloured =
        StatusCommand.text(
            CommandRun.of("status", "--output", "json", "--gateway", url).json(), new Ink(true));
    assertEquals(plain, coloured.replaceAll("\u001b\\[[0-9;]*m", ""));
    assertTrue(coloured.contains("\u001b["), coloured);
  }
}
