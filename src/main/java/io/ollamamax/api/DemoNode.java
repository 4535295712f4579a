package io.ollamamax.api;

import io.ollamamax.cluster.NodeId;
import java.util.Locale;

/** A node that people may break, in the demo. */
public interface DemoNode {
  /** What can be done to it. */
  enum Strike {
    /** Its process ends at once. */
    KILL,
    /** It answers probes, but gives no token any more. */
    HANG,
    /** A tenth of its speed. */
    SLOW,
    /** What was done to it is taken back. */
    HEAL;

    /** The name in the API: lower case. */
    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  NodeId id();

  /** {@code well}, {@code slow} or {@code hung}. */
  String condition();

  /**
   * Does it.
   *
   * @return false where the node's process does not run at the moment
   */
  boolean strike(Strike strike);
}
