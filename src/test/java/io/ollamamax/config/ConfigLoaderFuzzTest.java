package io.ollamamax.config;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a file holds, it gives a configuration or problems, and each problem can be printed. */
class ConfigLoaderFuzzTest {
  private static final List<String> PIECES =
      List.of(
          "inference",
          "fault_tolerance",
          "self_healing",
          "gateway",
          "nodes",
          "headers",
          "url",
          "healing_interval",
          "listen",
          "models",
          "embedded",
          "enabled",
          ": ",
          ":",
          "\n",
          "\n  ",
          "\n    ",
          "- ",
          "{",
          "}",
          "[",
          "]",
          ", ",
          "\"",
          "'",
          "\t",
          "#",
          "&a ",
          "*a",
          "!t ",
          "!!int ",
          "| \n",
          ">",
          "%YAML 1.1\n",
          "---\n",
          "...",
          "?",
          "<<",
          "~",
          "5s",
          "1.5",
          ".nan",
          "-.inf",
          "0x",
          "9999999999999",
          "true",
          "http://h",
          "\0",
          "\ud800",
          "\ufeff",
          "\r",
          "\u2028",
          "\\U0011FFFF",
          "\"\\UFFFFFFFF\"",
          "\u00e9",
          "%",
          "@",
          "`");

  private static void check(ConfigResult result) {
    switch (result) {
      case ConfigResult.Valid valid ->
          assertFalse(valid.problems().stream().anyMatch(Problem::isError));
      case ConfigResult.Invalid invalid -> assertFalse(invalid.problems().isEmpty());
    }
    result.problems().forEach(problem -> assertFalse(problem.render().isEmpty()));
  }

  @Property(tries = 2000)
  void anyText(@ForAll String text) {
    check(ConfigLoader.parse("c.yaml", text));
    check(ConfigLoader.parseFragment("c.yaml", text));
  }

  @Property(tries = 2000)
  void anyBytes(@ForAll byte[] bytes) {
    switch (FileText.of("c.yaml", bytes)) {
      case FileText.Content content -> check(ConfigLoader.parse("c.yaml", content.text()));
      case FileText.Failure failure -> assertFalse(failure.problem().render().isEmpty());
    }
    check(ConfigLoader.parse("c.yaml", new String(bytes, StandardCharsets.ISO_8859_1)));
  }

  @Property(tries = 5000)
  void nearlyYaml(@ForAll("pieces") String text) {
    check(ConfigLoader.parse("c.yaml", text));
    check(ConfigLoader.parseFragment("c.yaml", text));
  }

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.of(PIECES).list().ofMaxSize(40).map(pieces -> String.join("", pieces));
  }

  @Property(tries = 2000)
  void anyValueOfAnySetting(@ForAll("paths") String path, @ForAll("pieces") String value) {
    StringBuilder yaml = new StringBuilder();
    String indent = "";
    for (String key : List.of(path.split("\\.", -1))) {
      String name = key.replace("[]", "");
      yaml.append(indent).append(name).append(":\n");
      indent += "  ";
      if (key.endsWith("[]")) {
        yaml.append(indent).append("-\n");
        indent += "  ";
      }
    }
    check(ConfigLoader.parse("c.yaml", yaml + indent + value.replace("\n", "")));
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of(Settings.all().stream().map(Settings.Entry::path).toList());
  }
}
