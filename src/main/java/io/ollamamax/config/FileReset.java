package io.ollamamax.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Puts the default in the place of each value that a file gives in a section; everything else of
 * the text, comments too, stays as it is.
 */
public final class FileReset {
  /**
   * What came of it.
   *
   * @param text the whole file
   * @param result what the file says now
   */
  public record Done(String text, ConfigResult result) {}

  private record Edit(int from, int to, String text) {}

  private FileReset() {}

  /**
   * Resets a section.
   *
   * @param name of the file, for problems
   * @param section its full path, such as {@code inference.fault_tolerance}
   * @throws ConfigException where the text is no YAML, or where the values cannot be replaced one
   *     by one, as with aliases
   */
  public static Done reset(String name, String text, String section) {
    Source source = new Source(name, text);
    Optional<Node> root =
        switch (YamlTree.read(source, text)) {
          case YamlTree.Broken broken -> throw new ConfigException(List.of(broken.problem()));
          case YamlTree.Sound sound -> sound.root();
        };
    List<Edit> edits = new ArrayList<>();
    root.ifPresent(node -> collect("", ConfigFile.SCHEMA, node, section + ".", edits));
    String changed = apply(text, edits);
    ConfigResult result = ConfigLoader.parse(name, changed);
    if (result instanceof ConfigResult.Valid valid && !isReset(valid, section + ".")) {
      throw new ConfigException(
          List.of(
              new Problem(
                  Severity.ERROR,
                  section,
                  source.whole(),
                  "its values cannot be replaced one by one, perhaps because of aliases; edit it"
                      + " by hand")));
    }
    return new Done(changed, result);
  }

  private static void collect(
      String prefix, Schema<?> schema, Node node, String wanted, List<Edit> edits) {
    if (!(node instanceof MappingNode mapping)) {
      return;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        continue;
      }
      Optional<Schema.Field> field = schema.find(key.getValue());
      String path = prefix + key.getValue();
      if (field.isPresent() && field.get().shape() instanceof Shape.Section<?> section) {
        collect(path + ".", section.schema(), tuple.getValueNode(), wanted, edits);
      } else if (field.isPresent() && path.startsWith(wanted)) {
        edit(tuple.getValueNode(), field.get().setting().byDefault()).ifPresent(edits::add);
      }
    }
  }

  private static Optional<Edit> edit(Node value, String byDefault) {
    if (value.getStartMark().isEmpty() || value.getEndMark().isEmpty()) {
      return Optional.empty();
    }
    String quote =
        value instanceof ScalarNode scalar && scalar.getScalarStyle() != ScalarStyle.PLAIN
            ? "\""
            : "";
    int from = value.getStartMark().get().getIndex();
    int to = value.getEndMark().get().getIndex();
    String space = from == to ? " " : ""; // "key:" with nothing
    return Optional.of(new Edit(from, to, space + quote + byDefault + quote));
  }

  private static String apply(String text, List<Edit> edits) {
    List<Edit> backwards =
        edits.stream().distinct().sorted(Comparator.comparing(Edit::from).reversed()).toList();
    StringBuilder changed = new StringBuilder(text);
    for (Edit edit : backwards) {
      changed.replace(
          text.offsetByCodePoints(0, edit.from()),
          text.offsetByCodePoints(0, edit.to()),
          edit.text());
    }
    return changed.toString();
  }

  private static boolean isReset(ConfigResult.Valid file, String section) {
    Values defaults = Values.of(Config.defaults());
    return file.given().byPath().entrySet().stream()
        .filter(value -> value.getKey().startsWith(section))
        .allMatch(value -> Optional.of(value.getValue()).equals(defaults.get(value.getKey())));
  }
}
