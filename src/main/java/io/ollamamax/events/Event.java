package io.ollamamax.events;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened.
 *
 * @param number grows by one with each event of this gateway, from 1
 * @param node that it concerns, or empty
 * @param text in plain words; never a prompt or a secret
 * @param details by name, such as the model, the request's id, the evidence
 */
public record Event(
    long number, Instant time, Kind kind, String node, String text, Map<String, String> details) {
  /** What an event tells of. */
  public enum Kind {
    /** A node came, went or changed its status. */
    NODE,
    /** Something is wrong with a node or a model. */
    FAULT,
    /** A try of a request at a node failed. */
    ATTEMPT,
    /** A broken answer goes on at another node. */
    CONTINUATION,
    /** A breaker opened or closed. */
    BREAKER,
    /** A node loaded a model, or failed to. */
    LOAD,
    /** A failure was predicted, or a prediction was resolved. */
    PREDICTION,
    /** What is done about a fault, or why nothing is. */
    DECISION,
    /** A remedy began or ended. */
    REMEDY,
    /** A copy of a model is made or removed. */
    REPLICA,
    /** The configuration changed. */
    CONFIG
  }

  public Event {
    details = Map.copyOf(details);
  }
}
