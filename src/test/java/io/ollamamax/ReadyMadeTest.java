package io.ollamamax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.config.ConfigResult;
import io.ollamamax.events.Event;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Dashboard, alerts and pages speak of metrics, events and log lines that there are, and of all.
 */
class ReadyMadeTest {
  private static final Path METRICS = Path.of("src/main/java/io/ollamamax/metrics");
  private static final Path DIST = Path.of("dist");
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
  private static final Pattern NAME = Pattern.compile("\\b(?:ollamamax|fault_tolerance)_[a-z_]+");
  private static final Pattern DECLARED =
      Pattern.compile("\"((?:ollamamax|fault_tolerance)_[a-z_]+)\"");
  private static final Pattern LOGGED =
      Pattern.compile("LOG\\s*\\.log\\([^\"]*\"([^\"]*)\"", Pattern.DOTALL);
  private static final Set<String> SUFFIXES =
      Set.of("", "_total", "_seconds", "_seconds_bucket", "_seconds_count", "_seconds_sum");
  private static final int TELLING = 8;

  private static String sources() throws IOException {
    return all(METRICS, ".java");
  }

  private static String pages() throws IOException {
    return all(Path.of("docs"), ".md");
  }

  private static String all(Path folder, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(file -> file.toString().endsWith(end)).sorted().toList()) {
        text.append(Files.readString(file)).append('\n');
      }
    }
    return text.toString();
  }

  private static Set<String> declared() throws IOException {
    return DECLARED
        .matcher(sources())
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> named(String text) {
    return NAME.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  private static boolean isDeclared(String name, Set<String> declared) {
    return SUFFIXES.stream()
        .filter(name::endsWith)
        .anyMatch(end -> declared.contains(name.substring(0, name.length() - end.length())));
  }

  @Test
  void everyMetricIsOnItsPageAndNoOther() throws IOException {
    Set<String> declared = declared();
    assertTrue(declared.size() > 15, declared.toString());
    Set<String> told = named(Files.readString(Path.of("docs/monitoring/README.md")));
    assertEquals(
        List.of(), told.stream().filter(name -> !isDeclared(name, declared)).sorted().toList());
    for (String name : declared) {
      assertTrue(
          SUFFIXES.stream().anyMatch(end -> told.contains(name + end)),
          "docs/monitoring/README.md says nothing of " + name);
    }
  }

  @Test
  void dashboardAndAlertsAskForMetricsThatThereAre() throws IOException {
    Set<String> declared = declared();
    JsonNode dashboard = Json.read(Files.readAllBytes(DIST.resolve("grafana/ollamamax.json")));
    List<String> asked = new ArrayList<>();
    dashboard.findValues("expr").forEach(expr -> asked.add(expr.asText()));
    assertTrue(asked.size() > 20, asked.toString());
    asked.add(Files.readString(DIST.resolve("prometheus/alerts.yml")).replace("ollamamax\"", ""));
    for (String expression : asked) {
      for (String name : named(expression)) {
        assertTrue(isDeclared(name, declared), name);
      }
    }
    Set<String> onDashboard = named(asked.toString());
    for (String name : declared) {
      assertTrue(
          onDashboard.stream().anyMatch(shown -> shown.startsWith(name)),
          "nothing shows or watches " + name);
    }
  }

  @Test
  void everyKindOfEventIsOnItsPage() throws IOException {
    String page = Files.readString(Path.of("docs/monitoring/README.md"));
    for (Event.Kind kind : Event.Kind.values()) {
      String name = "`" + kind.name().toLowerCase(Locale.ROOT) + "`";
      assertTrue(page.lines().anyMatch(line -> line.startsWith("| ") && line.contains(name)), name);
    }
  }

  @Test
  void everyLineOfTheLogIsOnAPage() throws IOException {
    String pages = pages();
    List<String> phrases =
        LOGGED
            .matcher(sources())
            .results()
            .map(found -> found.group(1).split("[:{(]", -1)[0].strip())
            .filter(phrase -> phrase.length() >= TELLING)
            .toList();
    assertTrue(phrases.size() > 8, phrases.toString());
    assertEquals(List.of(), phrases.stream().filter(phrase -> !pages.contains(phrase)).toList());
  }

  @Test
  void theAlertsPassTheirOwnTests() throws Exception {
    boolean there = Files.isExecutable(PROMTOOL);
    if (!there) {
      System.err.println(
          "SKIPPED: " + PROMTOOL + " is not installed (Debian's package prometheus)");
    }
    Assumptions.assumeTrue(there, PROMTOOL + " is not installed");
    Process tool =
        new ProcessBuilder(PROMTOOL.toString(), "test", "rules", "alerts-test.yml")
            .directory(DIST.resolve("prometheus").toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, tool.waitFor(), said);
  }

  @Test
  void everyAlertHasATestAndSaysWhatToDo() throws IOException {
    String tests = Files.readString(DIST.resolve("prometheus/alerts-test.yml"));
    String rules = Files.readString(DIST.resolve("prometheus/alerts.yml"));
    String[] alerts = rules.split("- alert: ", -1);
    assertTrue(alerts.length > 5);
    for (int i = 1; i < alerts.length; i++) {
      String name = alerts[i].lines().findFirst().orElseThrow();
      assertTrue(tests.contains("alertname: " + name + "\n        exp_alerts:\n"), name);
      assertTrue(alerts[i].contains("action: "), name);
    }
  }

  @Test
  void theFilesOfTheComposeFileAreThereAndValid() throws IOException {
    Path folder = DIST.resolve("compose");
    String compose = Files.readString(folder.resolve("compose.yaml"));
    Pattern mounted = Pattern.compile("- \\./([a-z.]+):");
    List<String> files = mounted.matcher(compose).results().map(found -> found.group(1)).toList();
    assertFalse(files.isEmpty());
    for (String file : files) {
      ConfigResult result = ConfigLoader.parse(file, Files.readString(folder.resolve(file)));
      assertInstanceOf(ConfigResult.Valid.class, result, file + ": " + result.problems());
    }
  }
}
