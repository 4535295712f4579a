package io.ollamamax.healing;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.OperationRecord.Trigger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The operations that run: at most one on a node. */
final class Operations {
  private final Hands hands;
  private final Consumer<Operation> ended;
  private final Map<NodeId, Operation> running = new TreeMap<>();

  Operations(Hands hands, Consumer<Operation> ended) {
    this.hands = hands;
    this.ended = ended;
  }

  /** Begins an operation on a node that none runs on. */
  Operation begin(Operation.Order order, HealingSettings settings) {
    Operation operation =
        new Operation(
            order,
            hands,
            settings,
            over -> {
              running.remove(over.plan().node());
              ended.accept(over);
            });
    running.put(order.plan().node(), operation);
    return operation;
  }

  void look(Situation s) {
    List.copyOf(running.values()).forEach(operation -> operation.look(s));
  }

  /** Cancels all that nobody but healing itself wanted. */
  void cancel(String why) {
    List.copyOf(running.values()).stream()
        .filter(operation -> operation.order().trigger() != Trigger.PERSON)
        .forEach(operation -> operation.cancel(why));
  }

  Set<NodeId> nodes() {
    return new TreeSet<>(running.keySet());
  }

  /** Whether an operation that restarts it runs on the node. */
  boolean restarts(NodeId node) {
    Operation operation = running.get(node);
    return operation != null && operation.plan().restarts();
  }

  Set<String> ids() {
    Set<String> ids = new TreeSet<>();
    running.values().forEach(operation -> ids.add(operation.order().intent().id()));
    return ids;
  }

  /** Nodes that serve nothing because of an operation. */
  Set<NodeId> out() {
    Set<NodeId> out = new TreeSet<>();
    running.forEach(
        (node, operation) -> {
          if (operation.plan().takesAway()) {
            out.add(node);
          }
        });
    return out;
  }

  boolean disrupting() {
    return running.values().stream().anyMatch(operation -> operation.plan().disruptive());
  }

  boolean scaling() {
    return running.values().stream()
        .anyMatch(operation -> operation.plan().strategy() == Strategy.SCALING);
  }

  List<OperationRecord> views() {
    return running.values().stream().map(Operation::view).toList();
  }
}
