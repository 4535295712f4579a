package io.ollamamax.tracking;

import java.util.Locale;

/** What is measured of each try, in nanoseconds. */
public enum Metric {
  /** From sending the request to the first piece of the answer. */
  FIRST_TOKEN,
  /** Mean time between two pieces of one answer; its inverse is the token rate. */
  TOKEN_GAP,
  /** From the choice of the node to the end of a try that gave the answer. */
  LATENCY,
  /** How long a request waited for a node. */
  QUEUE,
  /** How long a request waited for the model to be loaded. */
  LOAD;

  /** As it is written in the API. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
