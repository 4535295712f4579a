package io.ollamamax.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Makes records of a tree; what is wrong or missing has its value in the layers below, or else its
 * default.
 */
final class Binder {
  private final Source source;
  private final Values below;
  private final Findings findings;

  Binder(Source source, Values below, Findings findings) {
    this.source = source;
    this.below = below;
    this.findings = findings;
  }

  /** The section's record; nothing where the node is no mapping or lacks a required key. */
  <R extends Record> Optional<R> section(Schema<R> schema, String path, Node node) {
    if (!isNull(node) && !(node instanceof MappingNode)) {
      mismatch(path, node, "a mapping of settings", "");
      return Optional.empty();
    }
    Map<String, NodeTuple> tuples = node instanceof MappingNode m ? tuples(path, m) : Map.of();
    tuples.forEach(
        (key, tuple) -> {
          if (schema.find(key).isEmpty()) {
            unknown(schema, path, key, tuple.getKeyNode());
          }
        });
    List<Object> values = new ArrayList<>();
    for (Schema.Field field : schema.fields()) {
      String at = Texts.join(path, field.key());
      Optional<Object> value = Optional.empty();
      NodeTuple tuple = tuples.get(field.key());
      if (tuple != null) {
        value = given(field, at, tuple);
      } else if (field.setting().required()) {
        findings.error(at, source.at(node), field.key() + " is required");
      }
      value.or(() -> absent(field, at)).ifPresent(values::add);
    }
    return values.size() == schema.fields().size()
        ? Optional.of(schema.create(values))
        : Optional.empty();
  }

  private Optional<Object> absent(Schema.Field field, String path) {
    if (field.shape() instanceof Shape.Section<?> section) {
      return Optional.of(below.section(path, section.schema()));
    }
    return below.get(path).or(field::byDefault);
  }

  private Optional<Object> given(Schema.Field field, String path, NodeTuple tuple) {
    Node node = tuple.getValueNode();
    boolean within = field.shape() instanceof Shape.Scalar<?> || node instanceof ScalarNode;
    findings.present(path, source.at(within && !isNull(node) ? node : tuple.getKeyNode()));
    if (field.setting().secret()) {
      findings.secret(source.at(tuple.getKeyNode()).line(), lastLine(node));
    }
    return read(field.shape(), path, node);
  }

  private static int lastLine(Node node) {
    return node.getEndMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  private Optional<Object> read(Shape shape, String path, Node node) {
    return switch (shape) {
      case Shape.Scalar<?> scalar -> scalar(scalar, path, node);
      case Shape.Section<?> section -> section(section.schema(), path, node).map(r -> (Object) r);
      case Shape.ListOf list -> list(list.element(), path, node);
      case Shape.TextMap map -> map(path, node);
      case Shape.Maybe maybe ->
          isNull(node) ? Optional.empty() : read(maybe.inner(), path, node).map(Optional::of);
    };
  }

  private Optional<Object> scalar(Shape.Scalar<?> shape, String path, Node node) {
    String expected = shape.type().expected();
    if (!(node instanceof ScalarNode scalar) || !shape.type().tags().contains(node.getTag())) {
      mismatch(path, node, expected, "");
      return Optional.empty();
    }
    try {
      return Optional.of(shape.read(scalar.getValue()));
    } catch (Shape.OutOfRangeException e) {
      String key = path.substring(path.lastIndexOf('.') + 1);
      findings.error(path, source.at(node), key + " " + e.getMessage());
    } catch (IllegalArgumentException e) {
      mismatch(path, node, expected, String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }

  private Optional<Object> list(Shape element, String path, Node node) {
    if (isNull(node)) {
      return Optional.empty();
    }
    if (!(node instanceof SequenceNode sequence)) {
      mismatch(path, node, "a list", "");
      return Optional.empty();
    }
    List<Object> values = new ArrayList<>();
    int index = 0;
    for (Node item : sequence.getValue()) {
      String at = path + "[" + index++ + "]";
      findings.present(at, source.at(item));
      read(element, at, item).ifPresent(values::add);
    }
    return Optional.of(values);
  }

  private Optional<Object> map(String path, Node node) {
    if (isNull(node)) {
      return Optional.empty();
    }
    if (!(node instanceof MappingNode mapping)) {
      hidden(path, node, "a mapping");
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    tuples(path, mapping)
        .forEach(
            (key, tuple) -> {
              Node value = tuple.getValueNode();
              if (value instanceof ScalarNode text
                  && ScalarTypes.ANY_TEXT.tags().contains(text.getTag())) {
                values.put(key, text.getValue());
                findings.present(Texts.join(path, key), source.at(value));
              } else {
                hidden(Texts.join(path, key), value, ScalarTypes.ANY_TEXT.expected());
              }
            });
    return Optional.of(values);
  }

  /** The mapping's entries by their keys; of several entries with one key the first. */
  private Map<String, NodeTuple> tuples(String path, MappingNode mapping) {
    Map<String, NodeTuple> tuples = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Node keyNode = tuple.getKeyNode();
      if (!(keyNode instanceof ScalarNode key)) {
        mismatch(path, keyNode, "a key", "");
        continue;
      }
      NodeTuple first = tuples.putIfAbsent(key.getValue(), tuple);
      if (first != null) {
        findings.error(
            Texts.join(path, Texts.printable(key.getValue())),
            source.at(keyNode),
            "duplicate key %s, given first on line %d"
                .formatted(Texts.printable(key.getValue()), source.at(first.getKeyNode()).line()));
      }
    }
    return tuples;
  }

  private void unknown(Schema<?> schema, String path, String key, Node node) {
    String shown = key.isEmpty() ? "\"\"" : Texts.printable(key);
    String hint = "";
    Optional<String> near = NearestKey.of(key, schema.keys());
    if (near.isPresent()) {
      findings.doubtful(Texts.join(path, near.get()));
      hint = "; did you mean " + near.get() + "?";
    } else {
      hint = Settings.only(key).map(home -> home(key, home)).orElse("");
    }
    findings.error(Texts.join(path, shown), source.at(node), "unknown key " + shown + hint);
  }

  private static String home(String key, String path) {
    return path.equals(key)
        ? "; it stands at the top of a whole file"
        : "; did you mean " + path + "?";
  }

  private void mismatch(String path, Node node, String expected, String detail) {
    String found = "expected " + expected + ", found " + NodeText.describe(node);
    findings.error(path, source.at(node), detail.isEmpty() ? found : found + ": " + detail);
  }

  /** A mismatch whose message does not show the value, which may be secret. */
  private void hidden(String path, Node node, String expected) {
    findings.error(
        path, source.at(node), "expected " + expected + ", found " + NodeText.kind(node));
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }
}
