package io.ollamamax.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelationsTest {
  private static List<String> problems(String yaml) {
    return ConfigLoader.parseFragment("c.yaml", yaml).problems().stream()
        .map(p -> p.place() + ": " + p.severity().wire() + ": " + p.message())
        .toList();
  }

  private static final String CALM = "self_healing: {monitoring_interval: 10s}\n";

  @Test
  void predictiveHealingNeedsPrediction() {
    assertEquals(
        List.of(
            "c.yaml:2:33: error: predictive self-healing requires predictive detection to be"
                + " enabled"),
        problems(CALM + "predictive_detection: {enabled: false}"));
    assertEquals(
        List.of(
            "c.yaml:1:35: error: predictive self-healing requires predictive detection to be"
                + " enabled"),
        problems(
            "self_healing: {enable_predictive: true, monitoring_interval: 10s}\n"
                + "predictive_detection: {enabled: false}"));
  }

  @Test
  void trackingWindowCoversHealing() {
    String message =
        "c.yaml:2:37: error: performance tracking window size must be at least 3x healing interval";
    assertEquals(List.of(message), problems(CALM + "performance_tracking: {window_size: 2m59s}"));
    assertEquals(List.of(), problems(CALM + "performance_tracking: {window_size: 3m}"));
    assertEquals(
        List.of(), problems(CALM + "performance_tracking: {enabled: false, window_size: 1m}"));
  }

  @Test
  void factorsAreOrdered() {
    assertEquals(
        List.of("c.yaml:2:30: error: default_factor must not exceed max_factor (5), got 7"),
        problems(CALM + "redundancy: {default_factor: 7}"));
    assertEquals(List.of(), problems(CALM + "redundancy: {enabled: false, default_factor: 7}"));
  }

  @Test
  void somethingIsLeftOn() {
    assertEquals(
        List.of(
            "c.yaml:2:45: error: predictive detection requires at least one of"
                + " enable_ml_detection, enable_statistical, enable_pattern_recognition"),
        problems(
            CALM
                + "predictive_detection: {enable_ml_detection: false, enable_statistical: false,"
                + " enable_pattern_recognition: false}"));
    assertEquals(
        List.of(
            "c.yaml:1:59: error: self-healing requires at least one of service_restart,"
                + " resource_reallocation, load_redistribution, enable_failover, enable_scaling"),
        problems(
            "self_healing: {monitoring_interval: 10s, service_restart: false,"
                + " resource_reallocation: false, load_redistribution: false,"
                + " enable_failover: false, enable_scaling: false}"));
  }

  @Test
  void warningsNameTheRemedy() {
    assertEquals(
        List.of(
            "c.yaml: warning: healing_interval should be at least 3x monitoring_interval (30s):"
                + " use 1m30s or more, got 1m0s"),
        problems(""));
    assertEquals(
        List.of(
            "c.yaml:2:37: warning: window_size should be at least 3x healing_interval (1m0s):"
                + " use 3m0s or more, got 2m0s"),
        problems(CALM + "predictive_detection: {window_size: 2m}"));
    assertEquals(
        List.of(
            "c.yaml:2:37: warning: window_size should be at least 3x healing_interval (21m0s):"
                + " lower healing_interval to 20m0s or less, got 1h0m0s"),
        problems(
            "self_healing: {healing_interval: 21m}\npredictive_detection: {window_size: 1h}\n"
                + "performance_tracking: {enabled: false}\nconfig_adaptation: {interval: 4h}"));
    assertEquals(
        List.of(
            "c.yaml:2:45: warning: prediction_interval should be at most healing_interval:"
                + " use 1m0s or less, got 2m0s"),
        problems(CALM + "predictive_detection: {prediction_interval: 2m}"));
    assertEquals(
        List.of(
            "c.yaml:2:31: warning: interval should be at least 10x healing_interval (1m0s):"
                + " use 10m0s or more, got 9m0s"),
        problems(CALM + "config_adaptation: {interval: 9m}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "enabled: false\npredictive_detection: {enabled: false}",
        "self_healing: {enabled: false}\npredictive_detection: {enabled: false}",
        "self_healing: {enabled: false}\nconfig_adaptation: {interval: 1m}"
      })
  void nothingIsAskedOfWhatIsOff(String yaml) {
    assertEquals(List.of(), problems(yaml));
  }

  @Test
  void relationsOfUnknownValuesAreNotChecked() {
    assertEquals(
        List.of("c.yaml:1:34: error: healing_interval must be between 10s and 30m0s, got 1s"),
        problems("self_healing: {healing_interval: 1s}"));
    assertEquals(
        List.of("c.yaml:1:16: error: unknown key heal_interval; did you mean healing_interval?"),
        problems("self_healing: {heal_interval: 3m}"));
    assertEquals(
        List.of("c.yaml:1:15: error: expected a mapping of settings, found the number 5"),
        problems("self_healing: 5"));
  }

  @Test
  void patienceIsOrdered() {
    assertEquals(
        List.of(
            "c.yaml:2:22: error: stall_min must not exceed stall_max (1m0s), got 2m0s",
            "c.yaml:3:21: error: first_token_min must not exceed first_token_max (20s), got 30s"),
        problems(
            "inference: {fault_tolerance: {enabled: false}}\n"
                + "gateway: {stall_min: 2m,\n   first_token_max: 20s}"));
  }

  @Test
  void nodesAreToldApart() {
    assertEquals(
        List.of(
            "c.yaml:4:11: error: \"http://a\" is that of nodes[0] already",
            "c.yaml:5:11: error: \"x\" is that of nodes[0] already",
            "c.yaml:6:12: error: \"bad id\"",
            "c.yaml:8:21: error: the name or the value of the header \"A B\" cannot be sent"),
        problems(
                """
                inference: {fault_tolerance: {enabled: false}}
                nodes:
                  - {url: http://a, id: x}
                  - {url: http://a,
                     id:  x}
                  - {id:   bad id,
                     url: http://b,
                     headers: {A B: c}}
                """)
            .stream()
            .map(s -> s.replaceAll("id must have .*, got ", ""))
            .toList());
  }

  @Test
  void namesMadeOfHostAndPortAreToldApartToo() {
    assertEquals(
        List.of(
            "c.yaml:4:11: error: \"a-1\" is that of nodes[0] already",
            "c.yaml:5:37: error: resolve needs a host name, got the address 10.0.0.1"),
        problems(
            """
            inference: {fault_tolerance: {enabled: false}}
            nodes:
              - {url: "http://a:1/x"}
              - {url: "http://a:1/y"}
              - {url: http://10.0.0.1, resolve: true}
            """));
  }

  @Test
  void capsOfHealingAreOrdered() {
    assertEquals(
        List.of(
            "restart_backoff must not exceed restart_backoff_max (5s), got 10s",
            "in_at must be below out_at (0.8), got 0.8"),
        ConfigLoader.parse(
                "c.yaml", "healing: {restart_backoff_max: 5s}\nscaling: {in_at: 0.8}\n" + QUIET)
            .problems()
            .stream()
            .map(Problem::message)
            .toList());
  }

  private static final String QUIET =
      "inference: {fault_tolerance: {self_healing: {monitoring_interval: 10s}}}\n";
}
