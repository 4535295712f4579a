package io.ollamamax.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
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
