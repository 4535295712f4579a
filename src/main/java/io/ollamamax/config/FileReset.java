package io.ollamamax.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
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
   * @param section its full path, such as {@code inference.fault_tolerance}
   * @throws ConfigException where the file cannot be read or is no YAML, or where a value is an
   *     alias
   */
  public static Done reset(Path file, String section) {
    return switch (FileText.of(file)) {
      case FileText.Content content -> reset(file.toString(), content.text(), section);
      case FileText.Failure failure -> throw new ConfigException(List.of(failure.problem()));
    };
  }

  static Done reset(String name, String text, String section) {
    Source source = new Source(name, text);
    Optional<Node> root =
        switch (YamlTree.read(source, text)) {
          case YamlTree.Broken broken -> throw new ConfigException(List.of(broken.problem()));
          case YamlTree.Sound sound -> sound.root();
        };
    List<Edit> edits = new ArrayList<>();
    root.ifPresent(
        node -> new Walk(source, section + ".", edits).walk("", ConfigFile.SCHEMA, node));
    String changed = apply(text, edits);
    ConfigResult result = ConfigLoader.parse(name, changed);
    return new Done(changed, result);
  }

  private record Walk(Source source, String wanted, List<Edit> edits) {
    private void walk(String prefix, Schema<?> schema, Node node) {
      if (node instanceof MappingNode mapping) {
        mapping.getValue().forEach(tuple -> setting(prefix, schema, tuple));
      }
    }

    private void setting(String prefix, Schema<?> schema, NodeTuple tuple) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        return;
      }
      Optional<Schema.Field> field = schema.find(key.getValue());
      String path = prefix + key.getValue();
      if (field.isPresent() && field.get().shape() instanceof Shape.Section<?> section) {
        walk(path + ".", section.schema(), tuple.getValueNode());
      } else if (field.isPresent() && path.startsWith(wanted)) {
        edits.add(edit(path, key, tuple.getValueNode(), field.get().setting().byDefault()));
      }
    }

    private Edit edit(String path, Node key, Node value, String byDefault) {
      int from = value.getStartMark().map(Mark::getIndex).orElse(0);
      int to = value.getEndMark().map(Mark::getIndex).orElse(0);
      if (from < key.getEndMark().map(Mark::getIndex).orElse(0)) { // it stands elsewhere
        throw new ConfigException(
            List.of(
                new Problem(
                    Severity.ERROR,
                    path,
                    source.at(key),
                    "an alias cannot be reset; write its value here")));
      }
      boolean quoted =
          value instanceof ScalarNode scalar && scalar.getScalarStyle() != ScalarStyle.PLAIN;
      String quote = quoted ? "\"" : "";
      String space = from == to ? " " : ""; // "key:" with nothing
      return new Edit(from, to, space + quote + byDefault + quote);
    }
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
}
