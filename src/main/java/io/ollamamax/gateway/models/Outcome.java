package io.ollamamax.gateway.models;

/** How a transfer, or one try of it, ended at a node. */
sealed interface Outcome {
  /** The node has done it. */
  record Done() implements Outcome {}

  /**
   * The node will not, and would not later.
   *
   * @param status of HTTP; 200 where the node said it in its stream
   * @param reason the node's own words
   */
  record Refused(int status, String reason) implements Outcome {}

  /**
   * It failed; another try may do.
   *
   * @param reason in plain words
   */
  record Failed(String reason) implements Outcome {}
}
