package io.ollamamax.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
  private static final String CALM = "inference: {fault_tolerance: {enabled: false}}\n";

  private static List<String> errors(String yaml) {
    ConfigResult result = ConfigLoader.parse("c.yaml", yaml);
    assertInstanceOf(ConfigResult.Invalid.class, result, () -> "valid: " + yaml);
    return result.problems().stream()
        .filter(p -> p.severity() == Severity.ERROR)
        .map(Problem::summary)
        .toList();
  }

  private static String error(String yaml) {
    List<String> errors = errors(yaml);
    assertEquals(1, errors.size(), errors::toString);
    return errors.getFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "# only a comment\n",
        "---\n",
        "---\n...\n",
        "~",
        "{}",
        "\ufeff",
        "inference:",
        "inference:\n  fault_tolerance:\n    # nothing\n",
        "nodes:\nembedded:\ngateway:\nlogging:\n",
        "embedded:\n  models:\n",
        "gateway: {token_file: }"
      })
  void nothingIsDefaults(String yaml) {
    assertEquals(Config.defaults(), ConfigLoader.parse("c.yaml", yaml).orElseThrow());
  }

  @Test
  void rangesAsInTheGuide() {
    assertEquals(
        List.of(
            "c.yaml:3:21: error: inference.fault_tolerance.retry_attempts:"
                + " retry_attempts must be between 1 and 10, got 0",
            "c.yaml:5:25: error: inference.fault_tolerance.self_healing.healing_interval:"
                + " healing_interval must be between 10s and 30m0s, got 5s",
            "c.yaml:7:29: error:"
                + " inference.fault_tolerance.predictive_detection.confidence_threshold:"
                + " confidence_threshold must be between 0.0 and 1.0, got 1.5",
            "c.yaml:9:13: error: gateway.max_body:"
                + " max_body must be between 1KiB and 1GiB, got 12B"),
        errors(
            """
            inference:
              fault_tolerance:
                retry_attempts: 0
                self_healing:
                  healing_interval: "5s"
                predictive_detection:
                  confidence_threshold: 1.5
            gateway:
              max_body: 12
            """));
  }

  @Test
  void bothEndsOfARangeAreAllowed() {
    for (String value : List.of("0", "0.0", "1", "1.0", "-0.0", "1e0")) {
      ConfigLoader.parse("c.yaml", "gateway: {retry_budget: " + value + "}").orElseThrow();
    }
  }

  @Test
  void notANumberAndInfinitiesAreOutOfRange() {
    String range =
        "c.yaml:1:25: error: gateway.retry_budget: retry_budget must be between 0.0 and"
            + " 1.0, got ";
    assertEquals(range + "NaN", error("gateway: {retry_budget: .nan}"));
    assertEquals(range + "+Inf", error("gateway: {retry_budget: .inf}"));
    assertEquals(range + "-Inf", error("gateway: {retry_budget: -.INF}"));
    assertEquals(range + "+Inf", error("gateway: {retry_budget: 1e999}"));
    assertEquals(
        "c.yaml:1:24: error: gateway.event_loops: event_loops must be between 0 and 256,"
            + " got 99999999999999999999",
        error("gateway: {event_loops: 99999999999999999999}"));
  }

  @Test
  void typesNameExpectedAndFound() {
    assertEquals(
        "c.yaml:1:19: error: logging.access: expected true or false, found the text \"yes\"",
        error("logging: {access: yes}"));
    assertEquals(
        "c.yaml:1:20: error: embedded.nodes: expected an integer, found the number 1.5",
        error("embedded: {nodes:  1.5}"));
    assertEquals(
        "c.yaml:1:19: error: embedded.nodes: expected an integer, found the text \"3\"",
        error("embedded: {nodes: \"3\"}"));
    assertEquals(
        "c.yaml:1:18: error: embedded.pace: expected a number, found true",
        error("embedded: {pace: true}"));
    assertEquals(
        "c.yaml:2:18: error: gateway.queue_timeout: expected a duration such as 30s or 1h30m,"
            + " found the number 30: time: missing unit in duration \"30\"",
        error("gateway:\n  queue_timeout: 30"));
    assertEquals(
        "c.yaml:2:17: error: gateway.queue_timeout: expected a duration such as 30s or 1h30m,"
            + " found nothing",
        error("gateway:\n  queue_timeout:\n"));
    assertEquals(
        "c.yaml:1:18: error: logging.level: expected one of debug, info, warn, error, found the"
            + " text \"loud\"",
        error("logging: {level: loud}"));
    assertEquals(
        "c.yaml:1:10: error: gateway: expected a mapping of settings, found a list",
        error("gateway: []"));
    assertEquals("c.yaml:1:1: error: expected a mapping of settings, found a list", error("- a"));
    assertEquals(
        "c.yaml:1:1: error: expected a mapping of settings, found the text \"hello\"",
        error("hello"));
    assertEquals(
        "c.yaml:1:8: error: nodes: expected a list, found a mapping", error("nodes: {a: b}"));
    assertEquals(
        "c.yaml:1:21: error: embedded.models[0]: expected text, found a list",
        error("embedded: {models: [[]]}"));
    assertEquals(
        "c.yaml:1:19: error: gateway.listen: expected an address such as 127.0.0.1:8080, found"
            + " \"x\" with the tag !odd",
        error("gateway: {listen: !odd x}"));
  }

  @Test
  void nodesNeedAUsableAddress() {
    assertEquals("c.yaml:2:5: error: nodes[0].url: url is required", error("nodes:\n  - id: a"));
    String expected =
        "c.yaml:1:15: error: nodes[0].url: expected an http or https address such as"
            + " http://127.0.0.1:11434, found the text ";
    assertEquals(
        expected + "\"ftp://x\": it starts with neither http:// nor https://",
        error("nodes: [{url: ftp://x}]"));
    assertEquals(
        expected + "\"http://***@h\": credentials belong in headers",
        error("nodes: [{url: 'http://u:s3cret@h'}]"));
    assertEquals(
        expected + "\"http://h:0\": it names no valid host or port",
        error("nodes: [{url: 'http://h:0'}]"));
  }

  @Test
  void unknownKeysNameTheNearest() {
    assertEquals(
        "c.yaml:2:3: error: gateway.lisen: unknown key lisen; did you mean listen?",
        error("gateway:\n  lisen: ':1'"));
    assertEquals(
        "c.yaml:1:1: error: self_healing: unknown key self_healing;"
            + " did you mean inference.fault_tolerance.self_healing?",
        error("self_healing:\n  enabled: true"));
    assertEquals("c.yaml:1:1: error: zebra: unknown key zebra", error("zebra: 1"));
    assertEquals("c.yaml:1:3: error: expected a key, found a list", error("? [a]\n: b"));
  }

  @Test
  void duplicateKeysNameTheFirst() {
    assertEquals(
        "c.yaml:4:3: error: gateway.listen: duplicate key listen, given first on line 2",
        error("gateway:\n  listen: ':1'\n  stall_min: 3s\n  listen: ':2'"));
  }

  @Test
  void syntaxErrorsNameTheirPlace() {
    assertEquals(
        "c.yaml:2:1: error: a tab cannot stand here; indent with spaces",
        error("gateway:\n\tlisten: ':1'"));
    assertTrue(
        error("gateway: {listen: ':1'").startsWith("c.yaml:1:23: error: while parsing a flow"));
    assertTrue(error("a: b: c").startsWith("c.yaml:1:5: error: mapping values are not allowed"));
    assertTrue(error("a: *nowhere").startsWith("c.yaml:1:4: error: found undefined alias"));
    assertTrue(error("a:\n  b: '1'\n   c: 2").endsWith("; check the indentation"));
    assertTrue(error("a: \"\\UFFFFFFFF\"").startsWith("c.yaml: error: cannot be read as YAML"));
    assertEquals(
        "c.yaml: error: YAML 1.2 is expected, found another version", error("%YAML 3.0\n---\n{}"));
    assertEquals("c.yaml:2:3: error: the character U+0000 is not allowed", error("a: b\nc:\0d"));
    assertEquals(
        "c.yaml:2:1: error: expected one document, found another one", error("{}\n---\n{}"));
  }

  @Test
  void anchorsAreFollowedWithinBounds() {
    Config config =
        ConfigLoader.parse(
                "c.yaml", "gateway: {stall_min: &t 4s, replay_gap: *t}\nembedded: {models: [&m x]}")
            .orElseThrow();
    assertEquals(config.gateway().stallMin(), config.gateway().replayGap());
    assertTrue(
        error("a: &a 1\nb: [" + "*a,".repeat(70) + "]").endsWith("error: more than 64 aliases"));
    assertEquals("c.yaml: error: longer than 1048576 characters", error(" ".repeat((1 << 20) + 1)));
    assertEquals(
        "c.yaml: error: line 2 is longer than 16384 characters", error("a:\n" + " ".repeat(16385)));
    assertTrue(error("[".repeat(10_000)).endsWith("error: nested deeper than 32 levels"));
    assertEquals(
        "c.yaml:1:12: error: an alias stands within its own anchor", error("nodes: &n [*n]"));
    assertEquals(
        "c.yaml:1:18: error: an alias stands within its own anchor", error("gateway: &g {<<: *g}"));
  }

  @Test
  void mergeKeysYieldToGivenOnes() {
    List<NodeSettings> nodes =
        ConfigLoader.parse(
                "c.yaml",
                """
                nodes:
                  - &first {url: http://a, labels: {zone: east}}
                  - {<<: *first, url: http://b}
                """)
            .orElseThrow()
            .nodes();
    assertEquals("http://b", nodes.get(1).url().toString());
    assertEquals(nodes.get(0).labels(), nodes.get(1).labels());
    assertTrue(error("gateway: {<<: 5}").startsWith("c.yaml:1:17: error: Expected mapping"));
  }

  @Test
  void rendersTheUnderlinedLine() {
    ConfigResult result = ConfigLoader.parse("c.yaml", CALM + "embedded:\n  nodes: 65  # many\n");
    assertEquals(
        """
        c.yaml:3:10: error: embedded.nodes: nodes must be between 0 and 64, got 65
            3 |   nodes: 65  # many
              |          ^^\
        """,
        result.problems().getFirst().render());
    ConfigException refused = assertThrows(ConfigException.class, result::orElseThrow);
    assertEquals(result.problems(), refused.problems());
    assertEquals(result.problems().getFirst().render(), refused.getMessage());
  }

  @Test
  void problemsShowNoSecret() {
    for (String yaml :
        List.of(
            "nodes: [{url: 'http://h', headers: {X: s3cret}, bad: 1}]",
            "nodes: [{url: 'http://h', headers: {X: [s3cret]}}]",
            "nodes:\n  - url: http://h\n    headers:\n      X: {a: s3cret}\n",
            "nodes:\n  - url: http://h\n    headers: s3cret\n",
            "nodes:\n  - url: http://h\n    headers:\n      X: \"s3cret\\n\"\n",
            "nodes:\n  - headers:\n     Authorization: 'Bearer s3cret",
            "nodes: [{url: 'http://u:s3cret@h'}]")) {
      ConfigResult result = ConfigLoader.parse("c.yaml", yaml);
      assertFalse(result.problems().isEmpty(), yaml);
      result.problems().forEach(p -> assertFalse(p.render().contains("s3cret"), p.render()));
    }
  }

  @Test
  void namesWhatIsPresent() {
    ConfigResult.Valid valid =
        assertInstanceOf(
            ConfigResult.Valid.class,
            ConfigLoader.parse("c.yaml", "gateway: {stall_min: 4s}\nnodes: [{url: 'http://h'}]"));
    assertEquals(
        Set.of("gateway", "gateway.stall_min", "nodes", "nodes[0]", "nodes[0].url"),
        valid.places().keySet());
  }

  @Test
  void fragmentsStartInside() {
    String yaml = "self_healing:\n  healing_interval: 5s";
    assertEquals(
        "c.yaml:2:21: error: inference.fault_tolerance.self_healing.healing_interval:"
            + " healing_interval must be between 10s and 30m0s, got 5s",
        ConfigLoader.parseFragment("c.yaml", yaml).problems().getFirst().summary());
    assertInstanceOf(ConfigResult.Invalid.class, ConfigLoader.parse("c.yaml", "retry_attempts: 3"));
    assertEquals(
        7,
        ConfigLoader.parseFragment("c.yaml", "fault_tolerance: {retry_attempts: 7}")
            .orElseThrow()
            .faultTolerance()
            .retryAttempts());
  }

  @Test
  void readsFiles(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("c.yaml");
    Files.writeString(file, "embedded: {nodes: 2}");
    assertEquals(2, ConfigLoader.load(file).orElseThrow().embedded().nodes());
    assertEquals(
        2,
        ConfigLoader.load(file, ConfigLoader.Form.FRAGMENT, Values.NONE)
            .orElseThrow()
            .embedded()
            .nodes());
    Path missing = folder.resolve("none.yaml");
    assertEquals(
        missing + ": error: the file does not exist",
        ConfigLoader.load(missing).problems().getFirst().summary());
    assertInstanceOf(ConfigResult.Invalid.class, ConfigLoader.load(folder));
  }

  @Test
  void refusesBytesThatAreNoText(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("c.yaml");
    Files.write(file, "a: b\nc: \u00e9x\n".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(
        file + ":2:4: error: the byte 0xE9 is not UTF-8",
        ConfigLoader.load(file).problems().getFirst().summary());
    Files.write(file, new byte[(1 << 20) + 1]);
    assertEquals(
        file + ": error: the file is larger than 1MiB",
        ConfigLoader.load(file).problems().getFirst().summary());
  }
}
