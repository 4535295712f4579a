package io.ollamamax.config.store;

import io.ollamamax.config.Place;
import io.ollamamax.config.Problem;
import io.ollamamax.config.Settings;
import io.ollamamax.config.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Single settings given by environment variables and flags. */
final class Overrides {
  private static final String PREFIX = "OLLAMA_DISTRIBUTED_";
  private static final Set<String> OTHERS =
      Set.of(PREFIX + "TOKEN", PREFIX + "GATEWAY", PREFIX + "JAVA_OPTIONS");

  private Overrides() {}

  /**
   * A setting and its value.
   *
   * @param name of the variable or the flag, for messages
   * @param value as the file would give it
   */
  record Assignment(String name, String path, String value) {
    /** A file that gives this setting alone. */
    String yaml() {
      StringBuilder yaml = new StringBuilder();
      String indent = "";
      for (String key : path.split("\\.", -1)) {
        yaml.append(yaml.isEmpty() ? "" : "\n").append(indent).append(key).append(':');
        indent += "  ";
      }
      return yaml.append(' ').append(value.replaceAll("\\R", " ")).toString();
    }
  }

  /** Those of the variables that stand for settings, in the order of the declarations. */
  static List<Assignment> ofEnvironment(Map<String, String> environment) {
    List<Assignment> given = new ArrayList<>();
    for (Settings.Entry entry : Settings.all()) {
      String name = variable(entry);
      String value = environment.get(name);
      if (isSingle(entry) && value != null) {
        given.add(new Assignment(name, entry.path(), value));
      }
    }
    return given;
  }

  /** Variables with our prefix that mean nothing. */
  static List<Problem> unknown(Map<String, String> environment) {
    Set<String> known = new TreeSet<>(OTHERS);
    Settings.all().stream()
        .filter(Overrides::isSingle)
        .map(Overrides::variable)
        .forEach(known::add);
    return environment.keySet().stream()
        .filter(name -> name.startsWith(PREFIX) && !known.contains(name))
        .sorted()
        .map(
            name ->
                new Problem(
                    Severity.WARNING,
                    "",
                    Place.whole("environment"),
                    "the variable " + name + " stands for no setting"))
        .toList();
  }

  /** What {@code path=value} says. */
  static Assignment ofFlag(String text) {
    int equals = text.indexOf('=');
    return equals < 0
        ? new Assignment("--set", text, "")
        : new Assignment("--set", text.substring(0, equals).strip(), text.substring(equals + 1));
  }

  private static String variable(Settings.Entry entry) {
    return PREFIX + entry.path().replace('.', '_').toUpperCase(Locale.ROOT);
  }

  private static boolean isSingle(Settings.Entry entry) {
    return !entry.isSection() && !entry.path().contains("[]") && !entry.type().startsWith("list");
  }
}
