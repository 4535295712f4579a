package io.ollamamax.redundancy;

import io.ollamamax.cluster.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Where copies can go at a look; remembers what it has given away. */
final class Places {
  private static final int NAMED = 3;

  private final List<Site> sites;
  private final Past past;
  private final RedundancySettings settings;
  private final Instant now;
  private final Map<NodeId, Long> stored = new HashMap<>();
  private final Set<NodeId> receiving;

  Places(List<Site> sites, Past past, RedundancySettings settings, Instant now) {
    this.sites = sites;
    this.past = past;
    this.settings = settings;
    this.now = now;
    this.receiving = new HashSet<>(past.receiving());
    sites.forEach(site -> stored.put(site.id(), site.stored()));
  }

  /**
   * Takes the best place for another copy: where the accelerators hold it, then where the fewest
   * labels are shared with the copies that there are, then where the fewest bytes are stored.
   *
   * @param others nodes that have copies or get them
   */
  Optional<Site> take(ModelCase c, List<Site> others) {
    Optional<Site> best =
        sites.stream()
            .filter(site -> obstacle(c, site, others).isEmpty())
            .min(
                Comparator.comparing((Site site) -> !fits(c, site))
                    .thenComparingInt(site -> shared(site, others))
                    .thenComparingLong(site -> stored.getOrDefault(site.id(), 0L))
                    .thenComparing(Site::id));
    best.ifPresent(
        site -> {
          receiving.add(site.id());
          stored.merge(site.id(), c.size(), Long::sum);
        });
    return best;
  }

  private static boolean fits(ModelCase c, Site site) {
    return site.vram().isEmpty() || site.vram().getAsLong() >= c.size();
  }

  /** How many labels a node shares with others, summed. */
  static int shared(Site site, List<Site> others) {
    return others.stream()
        .filter(other -> !other.id().equals(site.id()))
        .mapToInt(site::shares)
        .sum();
  }

  /** Why the node cannot get a copy; empty where it can. */
  private String obstacle(ModelCase c, Site site, List<Site> others) {
    if (site.kind() != c.kind()) {
      return "is of another kind";
    }
    if (!site.serves()) {
      return "does not serve";
    }
    if (!site.endangered().isEmpty()) {
      return "is expected to go";
    }
    Copy copy = new Copy(c.model(), site.id());
    Site.Held held = site.models().get(c.model());
    if (held != null && !held.digest().equals(c.digest()) && !past.made(copy, held.digest())) {
      return "has another version of it";
    }
    boolean has = held != null && held.digest().equals(c.digest());
    boolean there =
        others.stream()
            .anyMatch(other -> other.id().equals(site.id()) || other.store().equals(site.store()));
    if (has || there || (held == null && c.stores().contains(site.store()))) {
      return "has it";
    }
    if (receiving.contains(site.id())) {
      return "is getting another copy";
    }
    return past.forbids(copy, now)
        .map(failure -> "failed (" + failure.reason() + ")")
        .orElseGet(() -> room(c, site));
  }

  private String room(ModelCase c, Site site) {
    if (site.disk().isEmpty()) {
      return "";
    }
    Site.Disk disk = site.disk().get();
    long left = disk.free() - c.size();
    return left < settings.keepFree() * disk.total()
        ? "has too little disk (%d MB free)".formatted(disk.free() >> 20)
        : "";
  }

  /** Why no node can get a copy, in plain words. */
  String obstacles(ModelCase c, List<Site> others) {
    Map<String, List<NodeId>> reasons = new LinkedHashMap<>();
    for (Site site : sites) {
      String reason = obstacle(c, site, others);
      if (!reason.isEmpty() && !reason.equals("has it")) {
        reasons.computeIfAbsent(reason, unused -> new ArrayList<>()).add(site.id());
      }
    }
    if (reasons.isEmpty()) {
      return "every node has it";
    }
    return reasons.entrySet().stream()
        .map(entry -> names(entry.getValue()) + " " + entry.getKey())
        .collect(Collectors.joining("; "));
  }

  private static String names(List<NodeId> nodes) {
    String first = nodes.stream().limit(NAMED).map(NodeId::value).collect(Collectors.joining(", "));
    return nodes.size() > NAMED ? first + " and " + (nodes.size() - NAMED) + " more" : first;
  }
}
