package io.ollamamax.nodes;

import io.ollamamax.cluster.NodeHold;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.config.NodeSettings;
import io.ollamamax.loop.Sequencer;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Keeps a node at each address of the host names that stand for several. Where a name has IPv4
 * addresses, those alone count, so that a server is not taken for two. A look-up that fails changes
 * nothing.
 */
final class ResolvedNames {
  private static final Duration WITHOUT_ADDRESS = Duration.ofSeconds(1);
  private static final double JITTER = 0.1;

  private final Membership members;
  private final Lookup lookup;
  private final Sequencer control;
  private final Supplier<Duration> interval;
  private final RandomGenerator random;
  private final NodeListener listener;
  private final Map<String, Name> names = new LinkedHashMap<>();

  ResolvedNames(
      Membership members,
      Lookup lookup,
      Sequencer control,
      Supplier<Duration> interval,
      RandomGenerator random,
      NodeListener listener) {
    this.members = members;
    this.lookup = lookup;
    this.control = control;
    this.interval = interval;
    this.random = random;
    this.listener = listener;
  }

  private static final class Name {
    final NodeSettings entry;
    final Map<InetAddress, NodeId> nodes = new LinkedHashMap<>();
    String problem = "";

    Name(NodeSettings entry) {
      this.entry = entry;
    }
  }

  void watch(NodeSettings entry) {
    Name name = new Name(entry);
    names.put(entry.name(), name);
    cycle(name);
  }

  /** The name stands for nothing any more: its nodes leave. */
  void forget(String name, boolean atOnce) {
    Name gone = names.remove(name);
    if (gone != null) {
      gone.nodes.values().forEach(id -> members.leave(id, atOnce));
    }
  }

  List<NameState> states() {
    return names.values().stream()
        .map(name -> new NameState(name.entry, name.nodes.size(), name.problem))
        .toList();
  }

  private void cycle(Name name) {
    if (!current(name)) {
      return;
    }
    lookup.start(name.entry.url().getHost(), answer -> control.execute(() -> settle(name, answer)));
    Duration base = interval.get();
    if (name.nodes.isEmpty() && base.compareTo(WITHOUT_ADDRESS) > 0) {
      base = WITHOUT_ADDRESS;
    }
    double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
    control.schedule(Duration.ofNanos((long) (base.toNanos() * factor)), () -> cycle(name));
  }

  private boolean current(Name name) {
    return names.get(name.entry.name()) == name;
  }

  private void settle(Name name, Lookup.Answer answer) {
    if (!current(name)) {
      return;
    }
    String problem =
        switch (answer) {
          case Lookup.Found found -> adopt(name, oneFamily(found.addresses()));
          case Lookup.Failed failed -> failed.reason();
        };
    if (!problem.equals(name.problem)) {
      name.problem = problem;
      listener.lookedUp(name.entry, problem);
    }
  }

  private static Set<InetAddress> oneFamily(List<InetAddress> addresses) {
    Set<InetAddress> all = new LinkedHashSet<>(addresses);
    if (all.stream().anyMatch(Inet4Address.class::isInstance)) {
      all.removeIf(address -> !(address instanceof Inet4Address));
    }
    return all;
  }

  private String adopt(Name name, Set<InetAddress> wanted) {
    name.nodes.entrySet().stream()
        .filter(known -> !wanted.contains(known.getKey()))
        .map(Map.Entry::getValue)
        .forEach(id -> members.leave(id, false));
    name.nodes.keySet().retainAll(wanted);
    String problem = "";
    for (InetAddress address : wanted) {
      NodeId id = new NodeId(name.entry.nameAt(address.getHostAddress()));
      if (name.nodes.containsKey(address)) {
        continue;
      }
      if (members.find(id).map(NodeView::hold).orElse(NodeHold.LEAVING) != NodeHold.LEAVING) {
        problem = "there is another node '" + id + "'";
      } else {
        members.join(id, name.entry, Optional.of(address));
        name.nodes.put(address, id);
      }
    }
    return problem;
  }
}
