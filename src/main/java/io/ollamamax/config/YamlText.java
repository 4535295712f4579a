package io.ollamamax.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Trees of texts, numbers, truth values, lists and mappings as YAML. */
public final class YamlText {
  private YamlText() {}

  /** A whole document, one setting on a line. */
  public static String document(Object tree) {
    return dump(tree, FlowStyle.BLOCK);
  }

  /** One value on one line. */
  public static String line(@Nullable Object value) {
    if (value == null) {
      return "none";
    }
    return value instanceof String || value instanceof Number || value instanceof Boolean
        ? Texts.printable(String.format(Locale.ROOT, "%s", value))
        : dump(value, FlowStyle.FLOW).strip();
  }

  /**
   * The tree in a document of ours.
   *
   * @throws IllegalArgumentException where it is no YAML
   */
  public static @Nullable Object read(String document) {
    LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    try {
      return new Load(settings).loadFromString(document);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static String dump(Object tree, FlowStyle style) {
    DumpSettings settings =
        DumpSettings.builder()
            .setSchema(new CoreSchema())
            .setDefaultFlowStyle(style)
            .setWidth(Integer.MAX_VALUE)
            .setSplitLines(false)
            .build();
    return new Dump(settings).dumpToString(tree);
  }
}
