package io.ollamamax.sim.redundancy;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.loop.Time;
import io.ollamamax.redundancy.Copy;
import io.ollamamax.redundancy.Ownership;
import io.ollamamax.redundancy.RedundancyObserver;
import io.ollamamax.redundancy.RedundancySettings;
import io.ollamamax.redundancy.Replicas;
import io.ollamamax.redundancy.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds what is done against the rules. */
final class Judge implements Ownership, RedundancyObserver {
  private final RedundancySettings settings;
  private final Time time;
  private final Map<Copy, String> own = new HashMap<>();
  private final Set<Copy> making = new HashSet<>();
  private final Map<Copy, Long> removedAt = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private long disturbedAt = -1;
  int made;
  int removed;
  int failed;
  int flaps;

  Judge(RedundancySettings settings, Time time) {
    this.settings = settings;
    this.time = time;
  }

  List<String> violations() {
    return violations;
  }

  /** Something happened to nodes or demand that may well need copies. */
  void disturbed() {
    disturbedAt = time.nanos();
  }

  void making(Step.Make step, Fleet fleet) {
    NodeId node = step.node();
    if (making.stream().anyMatch(other -> other.node().equals(node))) {
      violations.add("two copies at once to " + node);
    }
    making.add(step.copy());
    if (making.size() > settings.atOnce()) {
      violations.add(making.size() + " copies at once");
    }
    ModelName model = step.model();
    long coming = making.stream().filter(copy -> copy.model().equals(model)).count();
    long present = fleet.live(model) + coming;
    if (present > settings.maxFactor()) {
      violations.add("%d copies of %s".formatted(present, model));
    }
    if (fleet.node(node).models.containsKey(model)) {
      violations.add(step.copy() + " is made though it is there");
    }
    Node target = fleet.node(node);
    if (target.free() - step.size() < settings.keepFree() * target.disk) {
      violations.add("the disk of " + node + " is filled");
    }
    Long gone = removedAt.get(step.copy());
    if (gone != null && time.nanos() - gone < settings.patience().toNanos() && disturbedAt < gone) {
      flaps++;
      violations.add(step.copy() + " flaps");
    }
  }

  void made(Copy copy, boolean success) {
    making.remove(copy);
    made += success ? 1 : 0;
  }

  /** A removal begins; what happens from now on it could not know. */
  void removing(Step.Remove step) {
    removedAt.put(step.copy(), time.nanos());
  }

  void removed(Step.Remove step, Fleet fleet) {
    removed++;
    if (fleet.live(step.model()) == 0) {
      violations.add("the last live copy of " + step.model() + " was removed");
    }
    if (!own.containsKey(step.copy())) {
      violations.add(step.copy() + " was put there by people and is removed");
    }
  }

  /** A copy is gone by itself. */
  void lost(Copy copy) {
    removedAt.remove(copy);
  }

  @Override
  public Map<Copy, String> all() {
    return Map.of();
  }

  @Override
  public void made(Copy copy, String digest) {
    own.put(copy, digest);
  }

  @Override
  public void gone(Copy copy) {
    own.remove(copy);
  }

  @Override
  public void began(Step step) {}

  @Override
  public void done(Step step, Replicas.Result result) {}

  @Override
  public void failed(Step step, String reason, long seconds) {
    failed++;
    if (Duration.ofSeconds(seconds).compareTo(settings.interval()) < 0) {
      violations.add(step.copy() + " is tried again at once");
    }
  }
}
