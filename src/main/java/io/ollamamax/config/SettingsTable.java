package io.ollamamax.config;

import java.util.List;

/** The document of all settings, rendered from the declarations. */
public final class SettingsTable {
  private static final String INTRODUCTION =
      """
      # Settings

      One YAML 1.2 file. A key that it does not give has its default. Durations are written as
      `500ms`, `30s` or `1h30m`, sizes as `64MiB`. This page is made from the declarations.
      The last column says what a change means for a running gateway: "live" takes effect at once
      ([configuration.md](configuration.md) says how); what is "not acted on yet" is read and
      checked, and changes nothing in this version.
      """;

  private SettingsTable() {}

  /** The whole page, ending in a line break. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    for (Settings.Entry section : Settings.all()) {
      String inside = section.path() + (section.type().startsWith("list") ? "[]" : "");
      List<Settings.Entry> members =
          Settings.all().stream().filter(e -> !e.isSection() && e.parent().equals(inside)).toList();
      if (section.isSection() && !members.isEmpty()) {
        page.append("\n## `").append(section.path()).append("`\n\n");
        page.append(section.text()).append(".\n\n");
        page.append("| Key | Type | Default | Range | Description | A change |\n");
        page.append("|-----|------|---------|-------|-------------|----------|\n");
        members.forEach(member -> page.append(row(member)));
      }
    }
    return page.toString();
  }

  private static String row(Settings.Entry entry) {
    String byDefault =
        entry.required() ? "required" : entry.byDefault().isEmpty() ? "-" : code(entry.byDefault());
    String range = entry.min().isEmpty() ? "-" : entry.min() + " to " + entry.max();
    return "| %s | %s | %s | %s | %s | %s |\n"
        .formatted(code(entry.key()), entry.type(), byDefault, range, entry.text(), effect(entry));
  }

  private static String effect(Settings.Entry entry) {
    return switch (entry.effect()) {
      case LIVE -> "live";
      case TRAFFIC -> "live, on traffic";
      case UNUSED -> "not acted on yet";
      case RESTART -> "restart";
      case INCOMPATIBLE -> "restart, moved by hand";
    };
  }

  private static String code(String text) {
    return "`" + text + "`";
  }
}
