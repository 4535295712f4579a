package io.ollamamax.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ConfigLoaderTest {
  @Test
  void theDefaultsAreTheGuides() {
    FaultTolerance core = Config.defaults().faultTolerance();
    assertTrue(core.enabled());
    assertEquals(3, core.retryAttempts());
    assertEquals(Duration.ofSeconds(1), core.retryDelay());
    assertEquals(Duration.ofSeconds(30), core.healthCheckInterval());
    assertEquals(Duration.ofMinutes(5), core.recoveryTimeout());
    assertEquals(0.8, core.predictiveDetection().confidenceThreshold());
    assertEquals(Duration.ofMinutes(1), core.selfHealing().healingInterval());
    assertEquals(2, core.redundancy().defaultFactor());
    assertEquals(Duration.ofMinutes(10), core.performanceTracking().windowSize());
    assertEquals(Duration.ofMinutes(15), core.configAdaptation().interval());
    assertEquals(256L << 20, Config.defaults().gateway().maxBody());
  }

  @Test
  void allProblemsComeAtOnceWithTheirPlaces() {
    List<Problem> problems =
        problems(
            """
            inference:
              fault_tolerance:
                retry_attempts: 0
                retry_dely: "1s"
                self_healing:
                  healing_interval: "5s"
                predictive_detection:
                  confidence_threshold: 1.5
            gateway:
              max_body: [1]
            nodes:
              - url: ftp://x
            """);
    assertEquals(
        List.of(
            "4:5: unknown key 'inference.fault_tolerance.retry_dely'; did you mean 'retry_delay'?",
            "3:21: inference.fault_tolerance.retry_attempts: retry_attempts must be between 1 and"
                + " 10, got 0",
            "8:29: inference.fault_tolerance.predictive_detection.confidence_threshold:"
                + " confidence_threshold must be between 0.0 and 1.0, got 1.5",
            "6:25: inference.fault_tolerance.self_healing.healing_interval: healing_interval must"
                + " be between 10s and 30m0s, got 5s",
            "10:13: gateway.max_body must be a single value",
            "12:5: nodes[0].url must be an http or https address, got 'ftp://x'"),
        problems.stream().map(p -> p.line() + ":" + p.column() + ": " + p.message()).toList());
    assertTrue(problems.getFirst().toString().contains("retry_dely: \"1s\"\n      ^"));
  }

  @Test
  void whatDoesNotParseIsNamedWithItsPlace() {
    Problem problem = problems("gateway:\n  listen: [\n").getFirst();
    assertEquals("f", problem.file());
    assertTrue(problem.line() > 1, problem.toString());
    assertEquals(1, problems("a: 1\n---\nb: 2\n").size());
    assertFalse(problems("- a\n").isEmpty());
    assertFalse(problems("gateway: {listen: a, listen: b}").isEmpty());
    assertFalse(problems("gateway: {retry_budget: .nan}").isEmpty());
  }

  @Test
  void secretsAreNotPrinted() {
    Loaded loaded =
        ConfigLoader.parse(
            "f", "nodes: [{url: \"http://a:1\", headers: {Authorization: Bearer hidden}}]");
    NodeConfig node = ((Loaded.Valid) loaded).config().nodes().getFirst();
    assertEquals("Bearer hidden", node.headers().get("Authorization"));
    assertFalse(node.toString().contains("hidden"));
  }

  @Property
  void anyTextGivesAConfigurationOrProblems(@ForAll String text) {
    assertNotNull(ConfigLoader.parse("f", text));
  }

  @Property
  void aDurationIsReadAsItIsPrinted(@ForAll @LongRange(min = 0) long nanos) {
    Duration duration = Duration.ofNanos(nanos);
    assertEquals(duration, GoDuration.parse(GoDuration.print(duration)));
  }

  @Test
  void durationsArePrintedAsGoDoes() {
    assertEquals("30m0s", GoDuration.print(Duration.ofMinutes(30)));
    assertEquals("1h0m0s", GoDuration.print(Duration.ofHours(1)));
    assertEquals("500ms", GoDuration.print(Duration.ofMillis(500)));
    assertEquals("1.5s", GoDuration.print(Duration.ofMillis(1500)));
    assertEquals(Duration.ofMinutes(90), GoDuration.parse("1h30m"));
  }

  private static List<Problem> problems(String yaml) {
    Loaded loaded = ConfigLoader.parse("f", yaml);
    assertTrue(loaded instanceof Loaded.Invalid, yaml);
    return ((Loaded.Invalid) loaded).problems();
  }
}
