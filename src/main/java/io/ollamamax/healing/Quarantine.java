package io.ollamamax.healing;

import io.ollamamax.cluster.NodeId;
import java.time.Instant;

/** A node that healing leaves alone, and keeps out where it can be spared. */
public record Quarantine(NodeId node, Instant since, String reason) {}
