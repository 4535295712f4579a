package io.ollamamax.cluster;

import java.util.Locale;

/** Where a node came from. */
public enum NodeKind {
  /** A server named in the configuration or found on this machine. */
  OLLAMA,
  /** A process of ours with a small model, run by an agent. */
  EMBEDDED;

  /** The name in the API: lower case. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
