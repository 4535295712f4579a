package io.ollamamax.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.EmbeddedPlan;
import io.ollamamax.GatewayApp;
import io.ollamamax.cluster.MemoryControlState;
import io.ollamamax.config.store.ConfigStore;
import io.ollamamax.config.store.Launch;
import io.ollamamax.loop.SystemTime;
import io.ollamamax.ollama.Json;
import io.ollamamax.simnode.Fault;
import io.ollamamax.simnode.Mode;
import io.ollamamax.simnode.SimFleet;
import io.ollamamax.simnode.SimNode;
import io.ollamamax.simnode.SimSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of a running gateway, by the API and by the commands. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
@SuppressWarnings("NullAway.Init")
class ConfigApiIT {
  private static final String CONFIG = "/api/v1/config";
  private static final String FAULT_TOLERANCE = CONFIG + "/fault-tolerance";
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final SimSettings QUICK =
      new SimSettings("sim:latest", 5, Duration.ZERO, Duration.ZERO);

  @TempDir private Path folder;

  private SimFleet fleet;
  private List<SimNode> nodes;
  private Path file;
  private GatewayApp app;
  private String url;

  @BeforeEach
  void start() throws Exception {
    fleet = new SimFleet(new SplittableRandom(1));
    nodes = List.of(fleet.start(QUICK, ANY_PORT), fleet.start(QUICK, ANY_PORT));
    file = Files.writeString(folder.resolve("c.yaml"), yaml(""));
    Launch launch =
        Launch.read(
            List.of(),
            Optional.of(file),
            Map.of(),
            List.of("inference.fault_tolerance.checkpoint_interval=2m"));
    ConfigStore store = new ConfigStore(new MemoryControlState(), launch, new SystemTime());
    app = new GatewayApp(store, List.of(), ANY_PORT, "", EmbeddedPlan.NONE);
    app.cluster().await(view -> view.serving() == 2);
    url = "http://127.0.0.1:" + app.address().getPort();
  }

  @AfterEach
  void stop() {
    app.close();
    fleet.close();
  }

  private String yaml(String more) {
    return """
    inference:
      fault_tolerance:
        circuit_breaker_enabled: false
        retry_delay: 100ms
        %s
    nodes:
      - {id: a, url: "%s", headers: {Authorization: s3cret}}
      - {id: b, url: "%s"}
    """
        .formatted(more, nodes.get(0).url(), nodes.get(1).url());
  }

  private HttpResponse<byte[]> send(String method, String path, String body, String... headers)
      throws Exception {
    return GatewayProcess.call(url, method, path, body, headers);
  }

  private JsonNode answer(int status, String method, String path, String body, String... headers)
      throws Exception {
    HttpResponse<byte[]> response = send(method, path, body, headers);
    JsonNode json = Json.read(response.body());
    assertEquals(status, response.statusCode(), json::toString);
    assertFalse(json.toString().contains("s3cret"), json::toString);
    return json;
  }

  private CommandRun command(String... command) {
    String[] all = Arrays.copyOf(command, command.length + 2);
    all[command.length] = "--gateway";
    all[command.length + 1] = url;
    CommandRun run = CommandRun.of(all);
    assertFalse(run.out().contains("s3cret"), run.out());
    return run;
  }

  @Test
  void aSectionIsReadAndWritten() throws Exception {
    HttpResponse<byte[]> read = send("GET", FAULT_TOLERANCE, "");
    String tag = read.headers().firstValue("ETag").orElseThrow();
    assertEquals("\"1\"", tag);
    JsonNode section = Json.read(read.body());
    assertEquals(3, section.path("retry_attempts").asInt());
    assertEquals("1m0s", section.path("self_healing").path("healing_interval").asText());
    JsonNode put =
        answer(
            200,
            "PUT",
            FAULT_TOLERANCE,
            "{\"retry_attempts\": 4}",
            "If-Match",
            tag,
            "X-Operator",
            "ada");
    assertEquals(2, put.path("version").asInt());
    assertEquals("traffic", put.path("changes").path(0).path("effect").asText());
    assertEquals(4, answer(200, "GET", FAULT_TOLERANCE, "").path("retry_attempts").asInt());
    JsonNode lost = answer(409, "PUT", FAULT_TOLERANCE, "{\"retry_attempts\": 5}", "If-Match", tag);
    assertEquals(2, lost.path("version").asInt());
    JsonNode invalid =
        answer(400, "PUT", FAULT_TOLERANCE, "{\"self_healing\": {\"healing_interval\": \"5s\"}}");
    assertTrue(
        invalid
            .path("error")
            .asText()
            .contains("healing_interval must be between 10s and 30m0s, got 5s"),
        invalid.toString());
    assertTrue(
        invalid.path("error").asText().startsWith("configuration validation failed"),
        invalid.toString());
    assertEquals(400, send("PUT", FAULT_TOLERANCE, "{}", "If-Match", "\"x\"").statusCode());
    JsonNode locked = answer(409, "PUT", FAULT_TOLERANCE, "{\"checkpoint_interval\": \"3m\"}");
    assertEquals("flag", locked.path("locked").path(0).path("layer").asText());
    assertEquals(4, answer(200, "GET", FAULT_TOLERANCE, "").path("retry_attempts").asInt());
    assertEquals(
        "1m0s",
        answer(200, "GET", FAULT_TOLERANCE + "/self-healing", "")
            .path("healing_interval")
            .asText());
  }

  @Test
  void everyValueIsShownWithItsLayer() throws Exception {
    answer(200, "PUT", FAULT_TOLERANCE, "{\"retry_attempts\": 4}", "X-Operator", "ada");
    answer(200, "POST", FAULT_TOLERANCE + "/self-healing/disable", "");
    CommandRun shown = command("config-show");
    assertEquals(0, shown.code(), shown.err());
    for (String line :
        List.of(
            "    retry_attempts: 4 +# operator version 2 by ada",
            "    circuit_breaker_enabled: false +# file \\S+c.yaml:3:30",
            "    checkpoint_interval: \"2m0s\" +# flag --set",
            "      enabled: false +# emergency switched off by api at \\S+",
            "    retry_delay: \"100ms\" +# file \\S+",
            "    max_retries: 5 +# default")) {
      assertTrue(shown.out().matches("(?s).*\n" + line + "\n.*"), () -> line + "\n" + shown.out());
    }
    assertEquals(
        "https://json-schema.org/draft/2020-12/schema",
        answer(200, "GET", CONFIG + "/schema", "").path("$schema").asText());
  }

  private int failures(int requests) throws Exception {
    int failed = 0;
    for (int i = 0; i < requests; i++) {
      String body = "{\"model\":\"sim\",\"prompt\":\"[req:r%d] tell\",\"stream\":false}";
      failed += send("POST", "/api/generate", body.formatted(i)).statusCode() == 200 ? 0 : 1;
    }
    return failed;
  }

  @Test
  void aSwitchActsOnTheNextRequestAndIsShown() throws Exception {
    nodes.getFirst().arm(new Fault(Mode.QUEUE_FULL, -1, -1));
    assertEquals(0, failures(20));
    JsonNode off =
        answer(
            200,
            "POST",
            FAULT_TOLERANCE + "/disable",
            "{\"reason\": \"a storm\"}",
            "X-Operator",
            "ada");
    assertFalse(off.path("enabled").asBoolean(true));
    assertTrue(failures(40) > 0, "one attempt each, and one node that fails");
    JsonNode health = answer(200, "GET", "/api/v1/health", "");
    assertEquals("degraded", health.path("status").asText());
    String reason = health.at("/components/fault-tolerance/reason").asText();
    assertTrue(reason.matches("switched off by ada at \\S+: a storm"), reason);
    CommandRun status = command("status");
    assertTrue(status.out().contains("switched off by ada at"), status.out());
    JsonNode on = answer(200, "POST", FAULT_TOLERANCE + "/enable", "");
    assertTrue(on.path("enabled").asBoolean());
    assertEquals(0, failures(20));
    assertTrue(
        answer(200, "GET", "/api/v1/health", "").at("/components/fault-tolerance").isMissingNode());
  }

  @Test
  void enablingWhatTheFileSwitchesOffSaysSo() throws Exception {
    Files.writeString(file, yaml("config_adaptation: {enabled: false}"));
    assertEquals(0, command("reload-config", "--config", file.toString()).code());
    JsonNode on = answer(200, "POST", FAULT_TOLERANCE + "/config-adaptation/enable", "");
    assertFalse(on.path("enabled").asBoolean(true));
    assertEquals(
        "no switch is thrown; it is off because the file says so", on.path("note").asText());
    assertEquals(
        "disabled",
        answer(200, "GET", "/api/v1/health", "")
            .at("/components/config-adaptation/status")
            .asText());
  }

  @Test
  void aFileIsReloadedWholeOrNotAtAll() throws Exception {
    Files.writeString(file, yaml("retry_attempts: 7\n    max_retries: 99"));
    CommandRun invalid = command("reload-config", "--config", file.toString());
    assertEquals(1, invalid.code());
    assertTrue(
        invalid
            .out()
            .contains(
                "c.yaml:6:18: error: inference.fault_tolerance.max_retries: max_retries must be"
                    + " between 1 and 20, got 99"),
        invalid.out());
    assertTrue(
        invalid.out().contains("\n    6 |     max_retries: 99\n      |                  ^^\n"),
        invalid.out());
    assertTrue(invalid.out().contains("configuration validation failed"), invalid.out());
    Files.writeString(file, yaml("retry_attempts: 7") + "gateway: {listen: ':9999'}\n");
    CommandRun trial = command("reload-config", "--config", file.toString(), "--dry-run");
    assertEquals(0, trial.code(), trial.out());
    assertTrue(trial.out().endsWith("would be applied: 2 changes, version 1 -> 2\n"), trial.out());
    assertEquals(3, answer(200, "GET", FAULT_TOLERANCE, "").path("retry_attempts").asInt());
    CommandRun reload = command("reload-config", "--config", file.toString());
    assertEquals(0, reload.code());
    assertTrue(
        reload
            .out()
            .contains(
                "inference.fault_tolerance.retry_attempts: 3 -> 7: applies live, with effect on"
                    + " traffic\n"
                    + "gateway.listen: 127.0.0.1:8080 -> :9999: needs a restart\n"
                    + "applied: 2 changes, version 1 -> 2"),
        reload.out());
    assertEquals(7, answer(200, "GET", FAULT_TOLERANCE, "").path("retry_attempts").asInt());
    assertEquals(
        "version 2; after a restart: gateway.listen",
        answer(200, "GET", "/api/v1/health", "").at("/components/configuration/reason").asText());
    Files.writeString(file, "self_healing: {healing_interval: 2m}");
    CommandRun fragment = command("reload-config", "--config", file.toString());
    assertEquals(1, fragment.code());
    assertTrue(fragment.out().contains("unknown key self_healing; did you mean"), fragment.out());
  }

  @Test
  void aTrialIsAskedForPlainly() throws Exception {
    answer(400, "POST", CONFIG + "/reload?dry_run=yes", yaml("retry_attempts: 7"));
    assertEquals(3, answer(200, "GET", FAULT_TOLERANCE, "").path("retry_attempts").asInt());
  }

  @Test
  void aBodyLargerThanAnyConfigurationIsRefused() throws Exception {
    String large = "#".repeat(3 << 20);
    for (String path : List.of(CONFIG + "/reload", FAULT_TOLERANCE + "/disable")) {
      assertEquals(413, send("POST", path, large).statusCode(), path);
    }
    assertTrue(answer(200, "GET", FAULT_TOLERANCE, "").path("enabled").asBoolean());
  }

  @Test
  void historyIsKeptAndRolledBackTo() throws Exception {
    answer(200, "PUT", FAULT_TOLERANCE + "?reason=storm", "{\"retry_attempts\": 4}");
    CommandRun reset = command("reset-config", "--component", "fault-tolerance");
    assertEquals(0, reset.code(), reset.out());
    assertEquals(3, answer(200, "GET", FAULT_TOLERANCE, "").path("retry_attempts").asInt());
    CommandRun back = command("rollback-config", "--to", "2", "--reason", "as before");
    assertEquals(0, back.code(), back.out());
    assertEquals(4, answer(200, "GET", FAULT_TOLERANCE, "").path("retry_attempts").asInt());
    assertEquals(1, command("rollback-config", "--to", "17").code());
    CommandRun history = command("config-history");
    for (String part :
        List.of("rollback to 2 (as before)", "reset fault-tolerance", "put (storm)", "start")) {
      assertTrue(history.out().contains(part), history.out());
    }
    assertTrue(
        history.out().contains("inference.fault_tolerance.retry_attempts: 3 -> 4"), history.out());
    assertEquals(2, CommandRun.of("reset-config", "--component", "nothing").code());
    assertEquals(1, CommandRun.of("config-history", "--gateway", "http://127.0.0.1:1").code());
  }

  @Test
  void nodesComeAndGoWithTheFile() throws Exception {
    SimNode other = fleet.start(QUICK, ANY_PORT);
    String added = yaml("") + "  - {id: c, url: \"%s\"}\n".formatted(other.url());
    Files.writeString(file, added);
    CommandRun reload = command("reload-config", "--config", file.toString());
    assertTrue(
        reload.out().contains("nodes[c]: none -> " + other.url() + ": applies live"), reload.out());
    app.cluster().await(view -> view.serving() == 3);
    Files.writeString(file, added.replaceFirst(" *- \\{id: b.*\n", ""));
    assertEquals(0, command("reload-config", "--config", file.toString()).code());
    app.cluster().await(view -> view.nodes().size() == 2 && view.serving() == 2);
    Files.writeString(file, "nodes: []");
    CommandRun none = command("reload-config", "--config", file.toString());
    assertEquals(1, none.code());
    assertEquals(
        "refused: nodes[a], nodes[c]: no node would be left; restart to serve what is found\n",
        none.out());
    assertEquals(0, command("rollback-config", "--to", "1").code());
    app.cluster()
        .await(
            view ->
                view.serving() == 2
                    && view.nodes().stream()
                        .map(node -> node.id().value())
                        .sorted()
                        .toList()
                        .equals(List.of("a", "b")));
    assertEquals(0, failures(10));
  }

  @Test
  void aNodeThatMovesIsTheSameNode() throws Exception {
    SimNode other = fleet.start(QUICK, ANY_PORT);
    Files.writeString(
        file, yaml("").replace(nodes.get(1).url().toString(), other.url().toString()));
    CommandRun reload = command("reload-config", "--config", file.toString());
    assertTrue(reload.out().contains("nodes[b].url: " + nodes.get(1).url()), reload.out());
    app.cluster()
        .await(
            view ->
                view.serving() == 2
                    && view.nodes().stream().anyMatch(node -> node.url().equals(other.url())));
  }
}
