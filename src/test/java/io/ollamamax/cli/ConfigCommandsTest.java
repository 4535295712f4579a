package io.ollamamax.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that need no gateway. */
class ConfigCommandsTest {
  private static final String CALM = "self_healing: {monitoring_interval: 20s}\n";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void aValidFragmentGivesZero() throws IOException {
    String file = file("a.yaml", CALM);
    CommandRun run = CommandRun.of("validate-config", "--config", file);
    assertEquals(new CommandRun(0, file + ": valid: 0 errors, 0 warnings\n", ""), run);
  }

  @Test
  void warningsArePrintedAndGiveZero() throws IOException {
    String file = file("a.yaml", "self_healing:\n  healing_interval: 1m\n");
    CommandRun run = CommandRun.of("validate-config", "--config", file);
    assertEquals(0, run.code());
    assertEquals(
        """
        %s:2:21: warning: inference.fault_tolerance.self_healing.healing_interval:\
         healing_interval should be at least 3x monitoring_interval (30s): use 1m30s or more,\
         got 1m0s
            2 |   healing_interval: 1m
              |                     ^^
        %s: valid: 0 errors, 1 warning
        """
            .formatted(file, file),
        run.out());
  }

  @Test
  void theGuidesErrorsAreShownToTheLetter() throws IOException {
    String file =
        file(
            "a.yaml",
            """
            self_healing:
              healing_interval: "5s"
              enable_predictive: true
              heling_threshold: 0.5
            predictive_detection:
              enabled: false
              confidence_threshold: 1.5
            performance_tracking: {window_size: 1m}
            """);
    CommandRun run = CommandRun.of("validate-config", "--config", file);
    assertEquals(1, run.code());
    for (String message :
        new String[] {
          "healing_interval must be between 10s and 30m0s, got 5s",
          "confidence_threshold must be between 0.0 and 1.0, got 1.5",
          "predictive self-healing requires predictive detection to be enabled",
          "unknown key heling_threshold; did you mean healing_threshold?",
          "    2 |   healing_interval: \"5s\"\n      |                     ^^^^\n",
          "configuration validation failed: 4 errors, 0 warnings"
        }) {
      assertTrue(run.out().contains(message), () -> message + " in\n" + run.out());
    }
    CommandRun window =
        CommandRun.of(
            "validate-config",
            "--config",
            file("b.yaml", CALM + "performance_tracking: {window_size: 1m}"));
    assertTrue(
        window
            .out()
            .contains("performance tracking window size must be at least 3x healing interval"),
        window.out());
  }

  @Test
  void problemsAreThereForMachines() throws IOException {
    String file = file("a.yaml", "self_healing:\n  healing_interval: 5s\n");
    CommandRun run = CommandRun.of("validate-config", "--config", file, "--output", "json");
    assertEquals(1, run.code());
    JsonNode json = run.json();
    assertFalse(json.path("valid").asBoolean());
    JsonNode problem = json.path("problems").path(0);
    assertEquals("error", problem.path("severity").asText());
    assertEquals(2, problem.path("line").asInt());
    assertEquals(21, problem.path("column").asInt());
    assertEquals(
        "inference.fault_tolerance.self_healing.healing_interval", problem.path("path").asText());
    assertEquals(
        "healing_interval must be between 10s and 30m0s, got 5s", problem.path("message").asText());
  }

  @Test
  void anUnusableCallGivesTwo() throws IOException {
    String missing = folder.resolve("none.yaml").toString();
    CommandRun none = CommandRun.of("validate-config", "--config", missing);
    assertEquals(2, none.code());
    assertEquals(
        "ollama-distributed: the file "
            + missing
            + " does not exist\nTry 'ollama-distributed validate-config --help'.\n",
        none.err());
    assertEquals(2, CommandRun.of("validate-config").code());
    assertEquals(2, CommandRun.of("validate-config", "--config", folder.toString()).code());
    assertEquals(
        2, CommandRun.of("check-config", "--current", file("a.yaml", ""), "--new", missing).code());
  }

  @Test
  void differencesAreMarked() throws IOException {
    String current =
        file(
            "a.yaml",
            """
            inference: {fault_tolerance: {self_healing: {monitoring_interval: 20s}}}
            nodes:
              - {url: 'http://a:1', headers: {Authorization: Bearer s3cret}}
              - {url: 'http://b:1', id: b}
            """);
    String next =
        file(
            "b.yaml",
            """
            inference:
              fault_tolerance:
                retry_attempts: 5
                health_check_interval: 10s
                self_healing: {monitoring_interval: 20s}
            gateway: {listen: ':9000'}
            nodes:
              - {url: 'http://a:1', headers: {Authorization: Bearer an0ther}}
              - {url: 'http://c:1'}
            """);
    CommandRun run = CommandRun.of("check-config", "--current", current, "--new", next);
    assertEquals(
        """
        inference.fault_tolerance.retry_attempts: 3 -> 5: applies live, with effect on traffic
        inference.fault_tolerance.health_check_interval: 30s -> 10s: applies live
        gateway.listen: 127.0.0.1:8080 -> :9000: needs a restart
        nodes[a-1].headers: {Authorization: '***'} -> {Authorization: '***'}: applies live, with\
         effect on traffic
        nodes[b]: http://b:1 -> none: applies live, with effect on traffic
        nodes[c-1]: none -> http://c:1: applies live, with effect on traffic
        compatible: 6 differences, 1 of them after a restart
        """,
        run.out());
    assertEquals(0, run.code());
    JsonNode json =
        CommandRun.of("check-config", "--current", current, "--new", next, "--output", "json")
            .json();
    assertTrue(json.path("compatible").asBoolean());
    assertEquals("restart", json.path("changes").path(2).path("effect").asText());
    assertEquals(5, json.path("changes").path(0).path("to").asInt());
  }

  @Test
  void whatARunningClusterCannotDoGivesOne() throws IOException {
    String current = file("a.yaml", "nodes: [{url: 'http://a:1'}]");
    CommandRun moved =
        CommandRun.of(
            "check-config",
            "--current",
            current,
            "--new",
            file("b.yaml", "nodes: [{url: 'http://a:1'}]\ncluster: {data_dir: /elsewhere}"));
    assertEquals(1, moved.code());
    assertTrue(
        moved
            .out()
            .contains(
                "cluster.data_dir: none -> /elsewhere: incompatible with the running cluster: the"
                    + " decisions stored in the old folder would be left behind"),
        moved.out());
    CommandRun emptied =
        CommandRun.of("check-config", "--current", current, "--new", file("c.yaml", "nodes: []"));
    assertEquals(1, emptied.code());
    assertTrue(emptied.out().contains("no node would be left"), emptied.out());
    CommandRun invalid =
        CommandRun.of("check-config", "--current", current, "--new", file("d.yaml", "nodes: 5"));
    assertEquals(1, invalid.code());
    assertTrue(invalid.out().contains("configuration validation failed"), invalid.out());
  }

  @Test
  void sectionsThatTheNewFileDoesNotHaveStay() throws IOException {
    String current =
        file("a.yaml", "nodes: [{url: 'http://a:1'}]\ngateway: {stall_min: 4s, queue_timeout: 9s}");
    String next =
        file(
            "b.yaml",
            "inference: {fault_tolerance: {" + CALM.strip() + "}}\ngateway: {stall_min: 5s}\n");
    CommandRun run = CommandRun.of("check-config", "--current", current, "--new", next);
    assertTrue(
        run.out()
            .endsWith(
                """
                gateway.queue_timeout: 9s -> 30s: applies live, with effect on traffic
                gateway.stall_min: 4s -> 5s: applies live, with effect on traffic
                compatible: 3 differences
                """),
        run.out());
  }

  @Test
  void whatNothingActsOnIsNotSaidToApply() throws IOException {
    String current = file("a.yaml", CALM);
    String next = file("b.yaml", CALM + "config_adaptation: {interval: 20m}");
    CommandRun run = CommandRun.of("check-config", "--current", current, "--new", next);
    assertEquals(
        "inference.fault_tolerance.config_adaptation.interval: 15m0s -> 20m0s: nothing acts on it"
            + " in this version\n"
            + "compatible: 1 difference\n",
        run.out());
  }

  @Test
  void aMisspeltCommandIsGuessed() {
    CommandRun run = CommandRun.of("validate-confg");
    assertEquals(2, run.code());
    assertTrue(run.err().contains("Did you mean: ollama-distributed validate-config"), run.err());
  }

  @Test
  void equalFilesDifferInNothing() throws IOException {
    String file = file("a.yaml", CALM);
    CommandRun run = CommandRun.of("check-config", "--current", file, "--new", file);
    assertEquals(new CommandRun(0, "compatible: 0 differences\n", ""), run);
  }
}
