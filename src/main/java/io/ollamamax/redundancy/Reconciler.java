package io.ollamamax.redundancy;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.redundancy.ModelState.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Compares what is wanted with what is there; pure. */
final class Reconciler {
  private final Facts facts;
  private final Past past;
  private final RedundancySettings settings;
  private final Instant now;
  private final Map<NodeId, Site> sites = new HashMap<>();
  private final Map<ModelName, String> lacks = new HashMap<>();
  private final Set<Copy> surplus = new HashSet<>();
  private final List<Step> steps = new ArrayList<>();

  private Reconciler(Facts facts, Past past, RedundancySettings settings, Instant now) {
    this.facts = facts;
    this.past = past;
    this.settings = settings;
    this.now = now;
    facts.sites().forEach(site -> sites.put(site.id(), site));
  }

  /** What is to be done now, and how each model stands. */
  static Plan plan(Facts facts, Past past, RedundancySettings settings, Instant now) {
    return new Reconciler(facts, past, settings, now).plan();
  }

  private Plan plan() {
    List<ModelCase> cases = cases();
    if (settings.enabled() && facts.whole()) {
      make(cases.stream().filter(c -> c.missing() > 0).sorted(ModelCase.URGENCY).toList());
      cases.forEach(this::thin);
    }
    return new Plan(steps, cases.stream().map(this::state).toList(), surplus);
  }

  private List<ModelCase> cases() {
    Map<ModelName, List<Site>> holders = new TreeMap<>();
    settings.factors().keySet().forEach(model -> holders.put(model, new ArrayList<>()));
    for (Site site : facts.sites()) {
      for (ModelName model : site.models().keySet()) {
        holders.computeIfAbsent(model, unused -> new ArrayList<>()).add(site);
      }
    }
    boolean whole = facts.sites().stream().anyMatch(site -> site.kind() == NodeKind.OLLAMA);
    NodeKind otherwise = whole ? NodeKind.OLLAMA : NodeKind.EMBEDDED;
    List<ModelCase> cases = new ArrayList<>();
    holders.forEach(
        (model, having) ->
            cases.add(ModelCase.of(model, having, otherwise, facts, past, settings, now)));
    return cases;
  }

  /** A first copy for each, then a second one, as long as some may begin. */
  private void make(List<ModelCase> missing) {
    Places places = new Places(facts.sites(), past, settings, now);
    Map<ModelName, List<Site>> planned = new HashMap<>();
    int free = settings.atOnce() - (int) past.making().count();
    boolean more = true;
    for (int round = 0; more; round++) {
      more = false;
      for (ModelCase c : missing) {
        if (c.missing() <= round || lacks.containsKey(c.model())) {
          continue;
        }
        List<Site> given = planned.computeIfAbsent(c.model(), unused -> new ArrayList<>());
        if (c.full(given.size())) {
          lacks.put(c.model(), "max_factor %d is reached".formatted(c.most()));
        } else if (free <= 0) {
          lacks.put(c.model(), "waits: %d copies are made at once".formatted(settings.atOnce()));
        } else if (make(c, places, given)) {
          free--;
          more = true;
        }
      }
    }
  }

  private boolean make(ModelCase c, Places places, List<Site> given) {
    List<Site> others = new ArrayList<>(c.safe());
    others.addAll(c.endangered());
    others.addAll(given);
    c.making().stream().map(sites::get).filter(site -> site != null).forEach(others::add);
    Optional<Site> place = places.take(c, others);
    if (place.isEmpty()) {
      lacks.put(c.model(), places.obstacles(c, others));
      return false;
    }
    given.add(place.get());
    String danger =
        c.endangered().isEmpty()
            ? ""
            : ", and " + c.endangered().getFirst().id() + " is expected to go";
    steps.add(
        new Step.Make(
            new Copy(c.model(), place.get().id()),
            c.digest(),
            c.size(),
            c.sources(),
            "%d of %d copies are there (%s)%s"
                .formatted(c.safe().size(), c.wanted(), c.because(), danger)));
    return true;
  }

  /** Finds copies that are too many; those that have been so for long go, one at a time. */
  private void thin(ModelCase c) {
    int tooMany = c.safe().size() - c.wanted();
    if (c.wanted() == 0 || tooMany <= 0 || !c.making().isEmpty()) {
      return;
    }
    List<Site> left = new ArrayList<>(c.safe());
    while (tooMany-- > 0) {
      Optional<Site> least = least(c, left);
      if (least.isEmpty()) {
        return;
      }
      left.remove(least.get());
      Copy copy = new Copy(c.model(), least.get().id());
      surplus.add(copy);
      Instant since = past.surplusSince().get(copy);
      boolean idle = !busy(c, least.get());
      if (since != null
          && !now.isBefore(since.plus(settings.patience()))
          && idle
          && past.forbids(copy, now).isEmpty()
          && !past.removing(c.model())
          && steps.stream().noneMatch(step -> step.model().equals(c.model()))) {
        steps.add(
            new Step.Remove(
                copy,
                c.digest(),
                left.stream().map(Site::id).toList(),
                "%d copies are there and %d are wanted (%s)"
                    .formatted(c.safe().size(), c.wanted(), c.because())));
      }
    }
  }

  /** Of the copies made here the one that is missed least; those chosen before come first. */
  private Optional<Site> least(ModelCase c, List<Site> left) {
    return left.stream()
        .filter(site -> past.made(new Copy(c.model(), site.id()), c.digest()))
        .max(
            Comparator.comparing(
                    (Site site) -> past.surplusSince().containsKey(new Copy(c.model(), site.id())))
                .thenComparingInt(site -> Places.shared(site, left))
                .thenComparingLong(Site::stored)
                .thenComparing(Site::id));
  }

  private static boolean busy(ModelCase c, Site site) {
    Site.Held held = site.models().get(c.model());
    return held != null && held.busy();
  }

  private ModelState state(ModelCase c) {
    List<Standing> copies = new ArrayList<>();
    c.worths()
        .forEach(
            (node, worth) -> {
              Copy copy = new Copy(c.model(), node);
              copies.add(
                  new Standing(node, worth, past.made(copy, c.digest()), surplus.contains(copy)));
            });
    return new ModelState(
        c.model(),
        c.digest(),
        c.size(),
        c.wanted(),
        c.because(),
        c.safe().size(),
        copies,
        List.of(),
        lacks.getOrDefault(c.model(), ""));
  }

  /**
   * Why a copy must not be deleted, as things are now; empty where it may be.
   *
   * @param wanted copies of the model
   */
  static String objection(Step.Remove step, int wanted, Facts now) {
    Site own = null;
    Set<String> others = new HashSet<>();
    for (Site site : now.sites()) {
      boolean good =
          site.has(step.model(), step.digest()) && site.serves() && site.endangered().isEmpty();
      if (site.id().equals(step.node())) {
        own = site;
      } else if (good) {
        others.add(site.store());
      }
    }
    if (own == null || !own.has(step.model(), step.digest())) {
      return "it is not there any more";
    }
    others.remove(own.store());
    int least = Math.max(1, wanted);
    return others.size() < least
        ? "only %d other copies live and %d are wanted".formatted(others.size(), least)
        : "";
  }
}
