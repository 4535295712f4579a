package io.ollamamax.healing;

/**
 * Who decided an act, and when: what is older than the newest seen of the same cluster is refused
 * by whoever would carry it out.
 *
 * @param cluster the cluster's id; fences of different clusters are not compared
 * @param term of the leader that decided it
 * @param index of the decision in the control state
 */
public record Fence(String cluster, long term, long index) {}
