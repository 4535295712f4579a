package io.ollamamax.nodes;

import io.ollamamax.config.NodeSettings;

/**
 * A host name that stands for several nodes.
 *
 * @param addresses how many nodes it stands for
 * @param problem why it could not be looked up the last time; empty where it could
 */
public record NameState(NodeSettings entry, int addresses, String problem) {}
