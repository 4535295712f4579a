package io.ollamamax.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The defaults of each record, and the full mapping of its keys. */
class ConfigRecordsTest {
  private static Config read(String yaml) {
    return ConfigLoader.parse("test.yaml", yaml).orElseThrow();
  }

  private static FaultTolerance readFragment(String yaml) {
    return ConfigLoader.parseFragment("test.yaml", yaml).orElseThrow().faultTolerance();
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Duration minutes(long minutes) {
    return Duration.ofMinutes(minutes);
  }

  @Test
  void faultToleranceDefaults() {
    assertEquals(
        new FaultTolerance(
            true,
            3,
            seconds(1),
            seconds(30),
            minutes(5),
            true,
            minutes(1),
            5,
            seconds(2),
            2,
            new FaultTolerance.PredictiveDetection(
                true, 0.8, seconds(30), minutes(5), 0.7, true, true, true),
            new FaultTolerance.SelfHealing(
                true,
                0.7,
                minutes(1),
                seconds(30),
                minutes(5),
                true,
                true,
                true,
                true,
                true,
                true,
                true,
                true),
            new FaultTolerance.Redundancy(true, 2, 5, minutes(5)),
            new FaultTolerance.PerformanceTracking(true, minutes(10)),
            new FaultTolerance.ConfigAdaptation(true, minutes(15))),
        Config.defaults().faultTolerance());
  }

  @Test
  void faultToleranceKeys() {
    FaultTolerance read =
        readFragment(
            """
            fault_tolerance:
              enabled: false
              retry_attempts: 4
              retry_delay: 2s
              health_check_interval: 3m
              recovery_timeout: 4m
              circuit_breaker_enabled: false
              checkpoint_interval: 5m
              max_retries: 6
              retry_backoff: 7s
              replication_factor: 1
              redundancy:
                max_factor: 9
            """);
    FaultTolerance defaults = Config.defaults().faultTolerance();
    assertEquals(
        new FaultTolerance(
            false,
            4,
            seconds(2),
            minutes(3),
            minutes(4),
            false,
            minutes(5),
            6,
            seconds(7),
            1,
            defaults.predictiveDetection(),
            defaults.selfHealing(),
            new FaultTolerance.Redundancy(true, 2, 9, minutes(5)),
            defaults.performanceTracking(),
            defaults.configAdaptation()),
        read);
  }

  @Test
  void predictiveDetectionKeys() {
    assertEquals(
        new FaultTolerance.PredictiveDetection(
            false, 0.5, seconds(20), minutes(6), 0.25, false, false, false),
        readFragment(
                """
                enabled: false
                predictive_detection:
                  enabled: false
                  confidence_threshold: 0.5
                  prediction_interval: 20s
                  window_size: 6m
                  threshold: 25e-2
                  enable_ml_detection: false
                  enable_statistical: False
                  enable_pattern_recognition: FALSE
                """)
            .predictiveDetection());
  }

  @Test
  void selfHealingKeys() {
    assertEquals(
        new FaultTolerance.SelfHealing(
            false,
            1.0,
            minutes(2),
            seconds(40),
            minutes(7),
            false,
            false,
            false,
            false,
            false,
            false,
            false,
            false),
        readFragment(
                """
                enabled: false
                self_healing:
                  enabled: false
                  healing_threshold: 1
                  healing_interval: 2m
                  monitoring_interval: 40s
                  learning_interval: 7m
                  service_restart: false
                  resource_reallocation: false
                  load_redistribution: false
                  enable_learning: false
                  enable_predictive: false
                  enable_proactive: false
                  enable_failover: false
                  enable_scaling: false
                """)
            .selfHealing());
  }

  @Test
  void smallSectionsKeys() {
    FaultTolerance read =
        readFragment(
            """
            redundancy: {enabled: false, default_factor: 3, max_factor: 8, update_interval: 9m}
            performance_tracking: {enabled: false, window_size: 11m}
            config_adaptation: {enabled: false, interval: 12h}
            """);
    assertEquals(new FaultTolerance.Redundancy(false, 3, 8, minutes(9)), read.redundancy());
    assertEquals(
        new FaultTolerance.PerformanceTracking(false, minutes(11)), read.performanceTracking());
    assertEquals(
        new FaultTolerance.ConfigAdaptation(false, Duration.ofHours(12)), read.configAdaptation());
  }

  @Test
  void gatewayDefaults() {
    assertEquals(
        new Gateway(
            new HostPort("127.0.0.1", 8080),
            new ByteSize(256L << 20),
            minutes(30),
            seconds(30),
            seconds(30),
            seconds(330),
            seconds(3),
            minutes(1),
            seconds(5),
            0.2,
            3,
            3,
            seconds(1),
            seconds(30),
            2,
            0.5,
            seconds(10),
            new ByteSize(256L << 20),
            seconds(2),
            seconds(30),
            seconds(5),
            0,
            Optional.empty()),
        Config.defaults().gateway());
  }

  @Test
  void gatewayKeys() {
    assertEquals(
        new Gateway(
            new HostPort("", 9000),
            new ByteSize(64L << 20),
            minutes(31),
            seconds(32),
            seconds(33),
            seconds(34),
            seconds(4),
            minutes(2),
            seconds(6),
            0.3,
            4,
            5,
            seconds(2),
            seconds(31),
            3,
            0.6,
            seconds(11),
            new ByteSize(1 << 20),
            seconds(7),
            seconds(8),
            seconds(9),
            10,
            Optional.of(Path.of("/run/token"))),
        read("""
        gateway:
          listen: :9000
          max_body: 64MiB
          request_timeout: 31m
          queue_timeout: 32s
          first_token_min: 33s
          first_token_max: 34s
          stall_min: 4s
          stall_max: 2m
          replay_gap: 6s
          retry_budget: 0.3
          retry_budget_floor: 4
          breaker_failures: 5
          breaker_open_min: 2s
          breaker_open_max: 31s
          breaker_trials: 3
          panic_threshold: 0.6
          slow_start: 11s
          retained_bytes: 1048576
          connect_timeout: 7s
          drain_timeout: 8s
          keepalive_interval: 9s
          event_loops: 0xA
          token_file: /run/token
        """)
            .gateway());
  }

  @Test
  void nodesKeys() {
    assertEquals(List.of(), Config.defaults().nodes());
    assertEquals(
        List.of(
            new NodeSettings(
                URI.create("http://10.0.0.1:11434"),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Map.of(),
                false,
                false),
            new NodeSettings(
                URI.create("https://gpu.example/ollama"),
                Optional.of("gpu-1"),
                Map.of("Authorization", "Bearer s3cret"),
                Optional.of(Path.of("ca.pem")),
                Map.of("zone", "1", "gpu", "true"),
                true,
                false),
            new NodeSettings(
                URI.create("http://ollama.internal:11434"),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Map.of(),
                false,
                true)),
        read("""
        nodes:
          - url: http://10.0.0.1:11434
          - url: https://gpu.example/ollama
            id: gpu-1
            headers:
              Authorization: Bearer s3cret
            ca: ca.pem
            labels: {zone: 1, gpu: true}
            standby: true
          - url: http://ollama.internal:11434
            resolve: true
        """)
            .nodes());
  }

  @Test
  void nodesAreNamedByHostAndPort() {
    assertEquals("gpu.example-11434", name("http://gpu.example:11434/path"));
    assertEquals("gpu.example", name("https://gpu.example"));
    assertEquals("1-11434", name("http://[::1]:11434"));
    assertEquals(64, name("http://" + "a".repeat(63) + "." + "b".repeat(63)).length());
    NodeSettings many = new NodeSettings(URI.create("http://a"), "n".repeat(64));
    assertEquals("n".repeat(55) + "-10.0.0.1", many.nameAt("10.0.0.1"));
    assertEquals(
        "x-fd00-0-0-1", new NodeSettings(URI.create("http://a"), "x").nameAt("fd00:0:0:1"));
  }

  private static String name(String url) {
    return read("nodes: [{url: '" + url + "'}]").nodes().getFirst().name();
  }

  @Test
  void nodesTextShowsNoSecret() {
    Config config =
        read(
            """
            nodes:
              - url: http://10.0.0.1
                headers: {X-Key: s3cret}
            """);
    assertFalse(config.toString().contains("s3cret"), config.toString());
  }

  @Test
  void healing() {
    assertEquals(
        new HealingCaps(
            6,
            0.1,
            0.4,
            seconds(10),
            minutes(5),
            minutes(10),
            3,
            minutes(15),
            minutes(60),
            List.of()),
        Config.defaults().healing());
    assertEquals(
        new HealingCaps(
            1,
            0.2,
            0.3,
            seconds(4),
            minutes(5),
            minutes(6),
            7,
            minutes(8),
            minutes(9),
            List.of(new WebhookSettings(URI.create("http://a/b"), Optional.of(Path.of("s"))))),
        read("""
        healing:
          acts_per_hour: 1
          acts_share: 0.2
          systemic_share: 0.3
          restart_backoff: 4s
          restart_backoff_max: 5m
          restart_reset: 6m
          quarantine_restarts: 7
          quarantine_window: 8m
          quarantine_release: 9m
          webhooks: [{url: "http://a/b", secret_file: s}]
        """)
            .healing());
  }

  @Test
  void scaling() {
    assertEquals(new Scaling(4, 4, 0.8, 0.5, minutes(5)), Config.defaults().scaling());
    assertEquals(
        new Scaling(4, 1, 0.9, 0.2, minutes(3)),
        read("scaling: {most: 1, out_at: 0.9, in_at: 0.2, cooldown: 3m}").scaling());
  }

  @Test
  void transfers() {
    assertEquals(new Transfers(4, ByteSize.parse("0B"), 0.1), Config.defaults().transfers());
    assertEquals(
        new Transfers(2, ByteSize.parse("50MiB"), 0.2),
        read("transfers: {at_once: 2, bytes_per_second: 50MiB, keep_free: 0.2}").transfers());
  }

  @Test
  void embedded() {
    assertEquals(new Embedded(3, 0, List.of("tiny")), Config.defaults().embedded());
    assertEquals(
        new Embedded(0, 12.5, List.of("a", "b:7b")),
        read("embedded: {nodes: 0, pace: 12.5, models: [a, 'b:7b']}").embedded());
  }

  @Test
  void agent() {
    assertEquals(
        new AgentSettings(
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            seconds(1),
            6,
            List.of()),
        Config.defaults().agent());
    assertEquals(
        new AgentSettings(
            Optional.of("host"),
            List.of(URI.create("http://10.0.0.5:8080")),
            Optional.of(Path.of("token")),
            Optional.of(Path.of("data")),
            Optional.of(Path.of("models")),
            seconds(2),
            3,
            List.of(
                new ServiceSettings(
                    Optional.of("a"),
                    ServiceSettings.Kind.CHILD,
                    List.of("serve", "{port}"),
                    Map.of("K", "v"),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    new HostPort("127.0.0.1", 0),
                    Optional.of(URI.create("http://10.0.0.1:1")),
                    true,
                    Map.of("zone", "a")),
                new ServiceSettings(
                    Optional.empty(),
                    ServiceSettings.Kind.COMMANDS,
                    List.of("ollama", "serve"),
                    Map.of(),
                    Optional.empty(),
                    List.of("up"),
                    List.of("down"),
                    List.of("ask"),
                    new HostPort("127.0.0.1", 11434),
                    Optional.empty(),
                    false,
                    Map.of()))),
        read("""
        agent:
          name: host
          gateways: [http://10.0.0.5:8080]
          token_file: token
          data_dir: data
          models_dir: models
          sample_interval: 2s
          restarts_per_hour: 3
          services:
            - id: a
              command: [serve, "{port}"]
              environment: {K: v}
              listen: 127.0.0.1:0
              url: http://10.0.0.1:1
              spare: true
              labels: {zone: a}
            - kind: commands
              start: [up]
              stop: [down]
              status: [ask]
        """)
            .agent());
  }

  @Test
  void agentServicesHaveWhatTheirKindNeeds() {
    List<String> messages =
        ConfigLoader.parse(
                "test.yaml",
                """
                agent:
                  name: "a b"
                  services:
                    - {id: x, command: []}
                    - {id: x, kind: systemd, listen: "127.0.0.1:0"}
                    - {kind: commands, start: [up]}
                """)
            .problems()
            .stream()
            .filter(Problem::isError)
            .map(problem -> problem.path() + ": " + problem.message())
            .toList();
    assertEquals(
        List.of(
            "agent.name: id must have 1 to 64 letters, digits, dots, underscores or hyphens, got"
                + " \"a b\"",
            "agent.services[0].command: a child needs a command",
            "agent.services[1].unit: kind systemd needs a unit",
            "agent.services[1].id: two services have the id x",
            "agent.services[1].listen: only a child can listen at port 0",
            "agent.services[2].stop: kind commands needs a stop command"),
        messages);
  }

  @Test
  void logging() {
    assertEquals(
        new Logging(
            true,
            Logging.Level.INFO,
            Logging.Format.TEXT,
            Optional.empty(),
            ByteSize.parse("64MiB"),
            5),
        Config.defaults().logging());
    assertEquals(
        new Logging(
            false,
            Logging.Level.WARN,
            Logging.Format.TEXT,
            Optional.of(Path.of("log")),
            ByteSize.parse("64MiB"),
            5),
        read("logging: {access: false, level: warn, file: log}").logging());
  }

  @Test
  void models() {
    assertEquals(List.of(), Config.defaults().models());
    assertEquals(
        List.of(
            new ModelSettings(
                "llama3.2",
                List.of("gpt-4o"),
                List.of("tiny"),
                8192,
                Optional.of(minutes(30)),
                Optional.of(3)),
            new ModelSettings("tiny", List.of(), List.of(), 0, Optional.empty(), Optional.empty())),
        read("""
        models:
          - name: llama3.2
            aliases: [gpt-4o]
            fallbacks: [tiny]
            num_ctx: 8192
            keep_alive: 30m
            factor: 3
          - name: tiny
        """)
            .models());
  }
}
