package io.ollamamax.gateway.models;

import io.ollamamax.cluster.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How an operation on several nodes ended as a whole; pure.
 *
 * @param status of HTTP, where it can still be said
 * @param error in words; empty where every node has done it
 */
record Verdict(int status, String error) {
  private static final Verdict SUCCESS = new Verdict(200, "");

  boolean succeeded() {
    return error.isEmpty();
  }

  /**
   * What follows from the outcomes. Where all nodes refuse in the same words these are the
   * client's; else each node that failed is named, and each that has done it.
   *
   * @param what was to be done, in words
   */
  static Verdict of(String what, Map<NodeId, Outcome> outcomes) {
    List<String> done = new ArrayList<>();
    Map<NodeId, String> failed = new TreeMap<>();
    boolean refused = true;
    int status = 0;
    for (Map.Entry<NodeId, Outcome> entry : new TreeMap<>(outcomes).entrySet()) {
      switch (entry.getValue()) {
        case Outcome.Done ok -> done.add(entry.getKey().value());
        case Outcome.Refused no -> {
          failed.put(entry.getKey(), no.reason());
          status = Math.max(status, no.status());
        }
        case Outcome.Failed no -> {
          failed.put(entry.getKey(), no.reason());
          refused = false;
        }
      }
    }
    if (failed.isEmpty()) {
      return SUCCESS;
    }
    if (refused && done.isEmpty() && Set.copyOf(failed.values()).size() == 1) {
      return new Verdict(status >= 400 ? status : 500, failed.values().iterator().next());
    }
    String reasons =
        failed.entrySet().stream()
            .map(entry -> entry.getKey() + ": " + entry.getValue())
            .collect(Collectors.joining("; "));
    String rest = done.isEmpty() ? "" : " (done on " + String.join(", ", done) + ")";
    return new Verdict(502, what + " failed on " + reasons + rest);
  }
}
