package io.ollamamax.redundancy;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.redundancy.ModelState.Worth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One model at a look. Nodes of one store count once.
 *
 * @param wanted copies; 0 where it is left alone
 * @param most copies beyond which none is made
 * @param worths of all copies, by node
 * @param safe nodes whose copies serve and are not endangered
 * @param endangered nodes whose copies serve for the time being
 * @param spent nodes whose copies do not serve, and that can be copied from
 * @param away how many copies may come back
 * @param making nodes on which copies are being made
 * @param stores that have the name, whatever the version
 */
record ModelCase(
    ModelName model,
    String digest,
    long size,
    int wanted,
    String because,
    int most,
    NodeKind kind,
    Map<NodeId, Worth> worths,
    List<Site> safe,
    List<Site> endangered,
    List<Site> spent,
    int away,
    Set<NodeId> making,
    Set<String> stores) {
  private static final Comparator<Site> BEST_FIRST =
      Comparator.comparing((Site site) -> !site.serves())
          .thenComparing(site -> !site.endangered().isEmpty())
          .thenComparing(Site::id);

  /** Most urgent first: what only an endangered node has, then what has the fewest copies. */
  static final Comparator<ModelCase> URGENCY =
      Comparator.comparing((ModelCase c) -> !(c.coming() == 0 && !c.endangered.isEmpty()))
          .thenComparingInt(ModelCase::coming)
          .thenComparing(ModelCase::model);

  /**
   * The case of a model.
   *
   * @param holders all nodes that have the name
   * @param otherwise where it goes while nobody has it
   */
  static ModelCase of(
      ModelName model,
      List<Site> holders,
      NodeKind otherwise,
      Facts facts,
      Past past,
      RedundancySettings settings,
      Instant now) {
    String digest = facts.digests().getOrDefault(model, "");
    Set<NodeId> making = past.making(model).collect(Collectors.toCollection(TreeSet::new));
    Map<NodeId, Worth> worths = new TreeMap<>();
    Map<String, Site> byStore = new LinkedHashMap<>();
    for (Site site : holders.stream().sorted(BEST_FIRST).toList()) {
      if (making.contains(site.id())) {
        continue; // it counts when it is verified and loaded
      }
      Worth worth = worth(site, model, digest, past, settings, now);
      worths.put(site.id(), worth);
      if (worth != Worth.OTHER) {
        byStore.putIfAbsent(site.store(), site);
      }
    }
    List<Site> safe = new ArrayList<>();
    List<Site> endangered = new ArrayList<>();
    List<Site> spent = new ArrayList<>();
    int away = 0;
    for (Site site : byStore.values()) {
      Worth worth = worths.get(site.id());
      if (worth == Worth.LIVE) {
        safe.add(site);
      } else if (worth == Worth.ENDANGERED) {
        endangered.add(site);
      } else {
        away += worth == Worth.AWAY ? 1 : 0;
        if (site.answers()) {
          spent.add(site);
        }
      }
    }
    int factor = settings.factor(model);
    int busy =
        (int) Math.ceil(facts.demand().getOrDefault(model, 0.0) / settings.busyNode() - 1e-9);
    int wanted = factor == 0 ? 0 : Math.min(Math.max(factor, busy), settings.most(model));
    String because =
        wanted > factor
            ? "%.1f requests at once keep %d nodes busy"
                .formatted(facts.demand().getOrDefault(model, 0.0), busy)
            : settings.factors().containsKey(model) ? "its own factor" : "default_factor";
    return new ModelCase(
        model,
        digest,
        size(model, digest, holders),
        wanted,
        because,
        settings.most(model),
        kind(holders, otherwise),
        worths,
        safe,
        endangered,
        spent,
        away,
        making,
        holders.stream().map(Site::store).collect(Collectors.toSet()));
  }

  private static Worth worth(
      Site site,
      ModelName model,
      String digest,
      Past past,
      RedundancySettings settings,
      Instant now) {
    if (!site.has(model, digest)) {
      return Worth.OTHER;
    }
    if (site.serves()) {
      return site.endangered().isEmpty() ? Worth.LIVE : Worth.ENDANGERED;
    }
    Instant since = past.awaySince().getOrDefault(site.id(), now);
    boolean back = site.endangered().isEmpty() && now.isBefore(since.plus(settings.grace()));
    return back ? Worth.AWAY : Worth.LOST;
  }

  /** Embedded nodes know their own models alone, and others have no use for those. */
  private static NodeKind kind(List<Site> holders, NodeKind otherwise) {
    return holders.isEmpty()
        ? otherwise
        : holders.stream().anyMatch(site -> site.kind() == NodeKind.OLLAMA)
            ? NodeKind.OLLAMA
            : NodeKind.EMBEDDED;
  }

  private static long size(ModelName model, String digest, List<Site> holders) {
    return holders.stream()
        .filter(site -> site.has(model, digest))
        .mapToLong(site -> bytes(site.models().get(model)))
        .max()
        .orElse(0);
  }

  private static long bytes(Site.@Nullable Held held) {
    return held == null ? 0 : held.size();
  }

  /** Copies that count, with those under way. */
  int coming() {
    return safe.size() + making.size();
  }

  /** Copies that are neither there nor under way. */
  int missing() {
    return Math.max(0, wanted - coming() - away);
  }

  /** Whether another copy would be more than may be. */
  boolean full(int planned) {
    return safe.size() + endangered.size() + making.size() + planned >= most;
  }

  /** Where a copy can be made from, the safest first. */
  List<NodeId> sources() {
    List<NodeId> all = new ArrayList<>();
    safe.forEach(site -> all.add(site.id()));
    endangered.forEach(site -> all.add(site.id()));
    spent.forEach(site -> all.add(site.id()));
    return all;
  }
}
