package io.ollamamax.agent.wire;

import java.util.Locale;

/** Where a service is in its life. */
public enum Phase {
  /** It is not wanted. */
  STOPPED,
  /** Its process runs and has not answered yet. */
  STARTING,
  /** It has answered. */
  RUNNING,
  /** It was told to end. */
  STOPPING,
  /** It has ended and waits for its next start. */
  WAITING;

  /** Lower case. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
