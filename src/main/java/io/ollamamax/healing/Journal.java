package io.ollamamax.healing;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where intents and results are kept durably, and who may act at all. */
public interface Journal {
  /** Why this gateway may not act now; empty where it leads with a live lease. Never blocks. */
  Optional<String> obstacle();

  /**
   * Writes an intent down before the first act of it.
   *
   * @return always completes, never exceptionally, on any thread: the fence of its acts, or nothing
   *     where it could not be written or another gateway leads
   */
  CompletionStage<Optional<Fence>> intend(Intent intent);

  /** Intents that were written and have no result yet, this gateway's own among them. */
  List<Intent> unfinished();

  /** Writes down what came of an intent; never blocks. */
  void conclude(OperationRecord result);
}
