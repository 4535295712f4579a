package io.ollamamax.request;

/** What a request asks a node to do. */
public enum Operation {
  GENERATE("/api/generate", true),
  CHAT("/api/chat", true),
  EMBED("/api/embed", false),
  EMBEDDINGS("/api/embeddings", false),
  SHOW("/api/show", false);

  private final String path;
  private final boolean streams;

  Operation(String path, boolean streams) {
    this.path = path;
    this.streams = streams;
  }

  /** The path at the node. */
  public String path() {
    return path;
  }

  /** Whether it makes embeddings. */
  public boolean embeds() {
    return this == EMBED || this == EMBEDDINGS;
  }

  /** Whether a node answers by a stream of lines. */
  public boolean streams() {
    return streams;
  }
}
