package io.ollamamax.cluster;

import java.util.regex.Pattern;

/**
 * A node's name, which survives its restarts.
 *
 * @param value 1 to 64 characters of {@code [A-Za-z0-9._-]}
 */
public record NodeId(String value) implements Comparable<NodeId> {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  public NodeId {
    if (!SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a node id has 1 to 64 letters, digits, dots, underscores or hyphens, got '"
              + value
              + "'");
    }
  }

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
