package io.ollamamax.healing;

import java.util.Locale;

/** Why something was decided. */
public enum Ground {
  /** Severity is at the threshold or above, and nothing speaks against the remedy. */
  SEVERE,
  /** Severity is below the threshold, lasts, and the moment is quiet. */
  PROACTIVE,
  /** A person ordered it. */
  ORDERED,
  /** More is wanted than the nodes can serve. */
  CAPACITY_SHORT,
  /** An instance is not needed any more. */
  CAPACITY_IDLE,
  /** Self-healing or this trigger of it is switched off. */
  SWITCHED_OFF,
  /** Another gateway leads, or the lease is not sure. */
  NOT_LEADING,
  BELOW_THRESHOLD,
  /** Many nodes at once: nothing is done to one of them. */
  SYSTEMIC,
  /** The node is not known, or no node is concerned. */
  NO_TARGET,
  /** A person holds the node. */
  HELD,
  QUARANTINED,
  /** The node loads a model, starts, or was not seen for long enough. */
  NOT_READY,
  ALREADY_ACTING,
  /** The last attempt on the node was a moment ago. */
  TOO_SOON,
  /** A safety rule or a cap forbids it now. */
  FORBIDDEN,
  /** All that may be tried was tried: a person is asked. */
  EXHAUSTED;

  /** The name in the API: lower case. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
