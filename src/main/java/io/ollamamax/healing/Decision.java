package io.ollamamax.healing;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import java.time.Instant;
import java.util.Optional;

/**
 * What is done about one fault, and why.
 *
 * @param at when it was first decided so
 * @param kind of the fault, as {@link Intent#kind}
 * @param ground the reason, in one word
 * @param reason the same in plain words, with figures
 * @param evidence of the fault
 */
public record Decision(
    Instant at,
    String kind,
    Optional<NodeId> node,
    Optional<ModelName> model,
    double severity,
    Choice choice,
    Ground ground,
    String reason,
    String evidence) {

  /** Whether it says the same as an earlier one of the same fault, figures apart. */
  boolean repeats(Decision earlier) {
    return ground == earlier.ground && choice.word().equals(earlier.choice.word());
  }
}
