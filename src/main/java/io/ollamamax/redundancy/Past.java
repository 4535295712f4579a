package io.ollamamax.redundancy;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of the time before counts.
 *
 * @param awaySince since when nodes do not serve
 * @param surplusSince since when copies are too many
 * @param failures of steps that came to nothing
 * @param own digests of the copies that were made here, and not by people
 * @param running steps under way
 */
public record Past(
    Map<NodeId, Instant> awaySince,
    Map<Copy, Instant> surplusSince,
    Map<Copy, Failure> failures,
    Map<Copy, String> own,
    Map<Copy, Step> running) {
  public static final Past NOTHING = new Past(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

  public Past {
    awaySince = Map.copyOf(awaySince);
    surplusSince = Map.copyOf(surplusSince);
    failures = Map.copyOf(failures);
    own = Map.copyOf(own);
    running = Map.copyOf(running);
  }

  /**
   * A step that came to nothing.
   *
   * @param times in a row
   * @param until when it is not tried again
   * @param reason in plain words
   */
  public record Failure(int times, Instant until, String reason) {}

  /** The failure that still forbids a step. */
  Optional<Failure> forbids(Copy copy, Instant now) {
    return Optional.ofNullable(failures.get(copy)).filter(failure -> now.isBefore(failure.until()));
  }

  /** Whether the copy was made here. */
  boolean made(Copy copy, String digest) {
    return digest.equals(own.get(copy));
  }

  Stream<Step.Make> making() {
    return running.values().stream().filter(Step.Make.class::isInstance).map(Step.Make.class::cast);
  }

  /** Nodes on which copies of the model are being made. */
  Stream<NodeId> making(ModelName model) {
    return making().filter(make -> make.model().equals(model)).map(Step.Make::node);
  }

  boolean removing(ModelName model) {
    return running.values().stream()
        .anyMatch(step -> step instanceof Step.Remove && step.model().equals(model));
  }

  /** Nodes that something is being copied to. */
  Set<NodeId> receiving() {
    return making().map(Step.Make::node).collect(Collectors.toSet());
  }
}
