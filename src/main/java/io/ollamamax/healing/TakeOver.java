package io.ollamamax.healing;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.OperationRecord.Phase;
import io.ollamamax.healing.OperationRecord.Result;
import io.ollamamax.healing.OperationRecord.Trigger;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a leader before left half done: it is not carried on, the node is let serve again, and what
 * is wrong with it is decided anew.
 */
final class TakeOver {
  private static final String REASON = "its gateway does not lead any more";

  private final Hands hands;
  private final Recorder recorder;

  TakeOver(Hands hands, Recorder recorder) {
    this.hands = hands;
    this.recorder = recorder;
  }

  /**
   * Ends what is unfinished.
   *
   * @param own ids of operations that run here
   */
  void run(Set<String> own) {
    for (Intent left : hands.journal().unfinished()) {
      if (!own.contains(left.id())) {
        undo(left.node());
        conclude(left);
      }
    }
  }

  private void undo(NodeId node) {
    hands.traffic().weight(node, 1);
    hands.traffic().admit(node, Integer.MAX_VALUE);
    hands.traffic().release(node);
    String id = HexFormat.of().toHexDigits(hands.random().nextLong());
    Intent intent = new Intent(id, node, Menu.WELL, Strategy.LOAD_REDISTRIBUTION, REASON);
    hands
        .journal()
        .intend(intent)
        .thenAccept(
            written ->
                written.ifPresent(
                    fence ->
                        hands
                            .nodes()
                            .act(node, new Act.Undrain(), fence)
                            .thenAccept(got -> hands.control().execute(() -> conclude(intent)))));
  }

  private void conclude(Intent intent) {
    Instant now = hands.clock().get();
    OperationRecord over =
        new OperationRecord(
            intent,
            Trigger.FAULT,
            false,
            now,
            now,
            Optional.empty(),
            Optional.empty(),
            Optional.of(now),
            Phase.ENDED,
            Optional.of(Result.CANCELLED),
            REASON,
            0,
            0,
            List.of());
    hands.journal().conclude(over);
    recorder.tell(intent.node().value(), "left half done by another leader", Map.of());
  }
}
