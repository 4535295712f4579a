package io.ollamamax.healing;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A fault over several looks: what was tried against it, and what was last decided. */
final class OpenFault {
  private static final int MOST_DOUBLINGS = 4;

  /** What makes two sightings the same fault. */
  record Key(String kind, Optional<NodeId> node, Optional<ModelName> model, String detail) {
    static Key of(Fault fault) {
      String detail =
          switch (fault) {
            case Fault.NodeDegraded degraded -> degraded.metric();
            case Fault.ResourcePressure pressure -> pressure.resource().name();
            case Fault.PredictedFailure predicted -> predicted.mode();
            case Fault.NodeDown _, Fault.StuckModel _, Fault.UnderReplicated _, Fault.Systemic _ ->
                "";
          };
      return new Key(fault.kind(), fault.target(), fault.subject(), detail);
    }
  }

  private final Set<Strategy> tried = EnumSet.noneOf(Strategy.class);
  private Fault fault;
  private Instant since;
  private Instant seen;
  private boolean before;
  private boolean told;
  private int rounds;
  private Instant restsUntil = Instant.MIN;
  private @Nullable Decision decision;

  OpenFault(Fault fault, Instant now) {
    this.fault = fault;
    this.since = now;
    this.seen = now;
  }

  Fault fault() {
    return fault;
  }

  /** When it was first seen of late. */
  Instant since() {
    return since;
  }

  /** For how long it has been seen at every look. */
  Duration lasts(Instant now) {
    return Duration.between(since, now);
  }

  boolean open(Instant now) {
    return seen.equals(now);
  }

  /** It is there in this look; tells whether it was not in the one before. */
  boolean see(Fault now, Instant at, Instant lastLook) {
    boolean again = !before || seen.isBefore(lastLook);
    if (again) {
      since = at;
    }
    before = true;
    fault = now;
    seen = at;
    return again;
  }

  /** Whether it has been gone for that long. */
  boolean over(Instant now, Duration since) {
    return seen.plus(since).isBefore(now);
  }

  boolean tried(Strategy strategy) {
    return tried.contains(strategy);
  }

  void trying(Strategy strategy) {
    tried.add(strategy);
  }

  /** Whether a person is to be told of it: once. */
  boolean tell() {
    boolean first = !told;
    told = true;
    return first;
  }

  /** All was tried: after a rest, which doubles each time, all may be tried again. */
  void exhausted(Instant now, Duration interval) {
    restsUntil = now.plus(interval.multipliedBy(1L << Math.min(rounds, MOST_DOUBLINGS)));
    rounds++;
    tried.clear();
  }

  boolean rests(Instant now) {
    return now.isBefore(restsUntil);
  }

  Duration rest(Instant now) {
    return Duration.between(now, restsUntil);
  }

  /** What was last decided; nothing before the first decision. */
  Optional<Decision> decision() {
    return Optional.ofNullable(decision);
  }

  void decided(Decision now) {
    decision = now;
  }
}
