package io.ollamamax.cluster;

/** Why a node gets nothing new although it may be well; the weaker hold gives way to a stronger. */
public enum NodeHold {
  /** It is not held. */
  NONE(NodeStatus.HEALTHY, ""),
  /** In reserve, as its settings say. */
  STANDBY(NodeStatus.STANDBY, "in reserve"),
  /** A remedy rests it. */
  RESTING(NodeStatus.DRAINING, "drained for a remedy"),
  /** Self-healing keeps it out. */
  QUARANTINED(NodeStatus.QUARANTINED, "kept out by self-healing"),
  CORDONED(NodeStatus.DRAINING, "cordoned by an operator"),
  DRAINED(NodeStatus.DRAINING, "drained by an operator"),
  /** It leaves the cluster as soon as its last answer has ended. */
  LEAVING(NodeStatus.DRAINING, "being removed");

  private final NodeStatus status;
  private final String reason;

  NodeHold(NodeStatus status, String reason) {
    this.status = status;
    this.reason = reason;
  }

  /** What the node is shown as; of a node that is not held this says nothing. */
  NodeStatus status() {
    return status;
  }

  /** In plain words; empty where the node is not held. */
  String reason() {
    return reason;
  }

  /** Whether people decided it. */
  public boolean byPeople() {
    return this == CORDONED || this == DRAINED || this == LEAVING;
  }

  /** Whether the node finishes what it has and gets nothing new. */
  public boolean drains() {
    return status == NodeStatus.DRAINING;
  }
}
