package io.ollamamax.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.GatewayApp;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.ollama.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code nodes} against a running gateway. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class NodesCommandIT {
  private final PrintStream console = System.out;

  @SuppressWarnings("NullAway.Init")
  private GatewayApp app;

  @BeforeEach
  void start() throws Exception {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    app = new GatewayApp(ConfigLoader.parse("test", "").orElseThrow(), anyPort, "", 0);
  }

  @AfterEach
  void stop() {
    System.setOut(console);
    app.close();
  }

  /** Exit code and, after a line break, what was printed. */
  private String run(String... words) {
    String[] all = new String[words.length + 2];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = "--gateway";
    all[words.length + 1] = "http://127.0.0.1:" + app.address().getPort();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    int code = Commands.run(all);
    return (code + "\n" + printed.toString(StandardCharsets.UTF_8)).strip();
  }

  @Test
  void modelsAreListed() throws Exception {
    String before = run("models");
    assertTrue(before.startsWith("0\nthe gateway has not looked yet\nMODEL "), before);
    String json = run("models", "--output", "json");
    JsonNode answer = Json.read(json.substring(2).getBytes(StandardCharsets.UTF_8));
    assertTrue(answer.path("enabled").asBoolean() && answer.path("last_look").isNull(), json);
    assertEquals("0\nthe gateway looks", run("models", "--reconcile"));
    while (run("models").contains("not looked")) {
      // the look is on its way
    }
    assertTrue(run("models").startsWith("0\nMODEL "));
  }

  @Test
  void nodesAreAddedHeldListedAndRemoved(@TempDir Path dir) throws Exception {
    Path secret = Files.writeString(dir.resolve("secret"), "Bearer s3cret\n");
    String added =
        run(
            "nodes",
            "add",
            "http://127.0.0.1:1",
            "--id",
            "x",
            "--label",
            "zone=a",
            "--header",
            "Authorization=@" + secret);
    assertTrue(added.startsWith("0\nx is "), added);
    app.cluster().await(view -> view.nodes().getFirst().reason().equals("connection refused"));
    assertEquals(
        "0\nx is draining (cordoned by an operator; connection refused), 0 in flight",
        run("nodes", "cordon", "x"));
    assertEquals("1", run("nodes", "undrain", "x"));
    assertEquals("1", run("nodes", "cordon", "y"));
    assertEquals("1", run("nodes", "add", "http://127.0.0.1:1"));
    String table = run("nodes");
    assertTrue(table.startsWith("0\nID "), table);
    assertTrue(table.contains(" zone=a "), table);
    assertTrue(table.endsWith("cordoned by an operator; connection refused"), table);
    String json = run("nodes", "--output", "json");
    assertEquals(
        "draining",
        Json.read(json.substring(2).getBytes(StandardCharsets.UTF_8))
            .path("nodes")
            .get(0)
            .path("status")
            .asText());
    assertEquals(
        "0\nx is unhealthy (connection refused), 0 in flight", run("nodes", "uncordon", "x"));
    assertEquals("0\nx is removed", run("nodes", "remove", "x", "--force"));
    assertEquals("1", run("nodes", "remove", "x"));
  }
}
