package io.ollamamax.config;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** What was found at a node, in words. */
final class NodeText {
  private NodeText() {}

  /** Without the value. */
  static String kind(Node node) {
    if (node.getTag().equals(Tag.NULL)) {
      return "nothing";
    }
    return node instanceof ScalarNode ? "a single value" : describe(node);
  }

  /** With the value where it is a single one. */
  static String describe(Node node) {
    if (!(node instanceof ScalarNode scalar)) {
      return node instanceof MappingNode ? "a mapping" : "a list";
    }
    String text = Texts.quote(scalar.getValue());
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL)) {
      return "nothing";
    } else if (tag.equals(Tag.STR)) {
      return "the text " + text;
    } else if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      return "the number " + text.substring(1, text.length() - 1);
    } else if (tag.equals(Tag.BOOL)) {
      return text.substring(1, text.length() - 1);
    }
    return text + " with the tag " + Texts.printable(tag.getValue());
  }
}
