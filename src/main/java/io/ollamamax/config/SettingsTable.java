package io.ollamamax.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;

/** The documentation's table of settings, from their declarations. */
public final class SettingsTable {
  private SettingsTable() {}

  /** The whole page in Markdown. */
  public static String markdown() {
    StringBuilder page =
        new StringBuilder(
            """
            # Settings

            Generated from the code. "Acted on" says whether this version does anything with the value; what is not \
            acted on is read and checked all the same.

            | setting | default | range | acted on | what it does |
            |---|---|---|---|---|
            """);
    section(page, "inference.fault_tolerance", FaultTolerance.class);
    section(page, "gateway", Gateway.class);
    section(page, "nodes[]", NodeConfig.class);
    section(page, "embedded", Embedded.class);
    section(page, "logging", Logging.class);
    return page.toString();
  }

  private static void section(StringBuilder page, String path, Class<?> type) {
    for (RecordComponent component : type.getRecordComponents()) {
      Setting setting = component.getAnnotation(Setting.class);
      String key = path + "." + Names.snake(component.getName());
      if (component.getType().isRecord()) {
        section(page, key, component.getType());
        continue;
      }
      page.append(
          "| `%s` | %s | %s | %s | %s |\n"
              .formatted(
                  key,
                  setting.def().isEmpty() ? "" : "`" + setting.def() + "`",
                  range(setting, component.getGenericType()),
                  setting.inEffect() ? "yes" : "no",
                  setting.doc()));
    }
  }

  private static String range(Setting setting, Type type) {
    if (type == String.class) {
      return String.join(", ", List.of(setting.min().split("\\|")));
    }
    if (type instanceof ParameterizedType || setting.min().isEmpty()) {
      return "";
    }
    return type == Duration.class || !setting.max().isEmpty()
        ? setting.min() + " to " + setting.max()
        : "";
  }
}
