package io.ollamamax;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ControlState;
import io.ollamamax.cluster.ControlState.UnavailableException;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.Fence;
import io.ollamamax.healing.Intent;
import io.ollamamax.healing.Journal;
import io.ollamamax.healing.OperationRecord;
import io.ollamamax.healing.Strategy;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Keeps the intents of healing in the control state, one key for each that has no result yet. A
 * gateway that is alone leads always.
 */
final class HealingJournal implements Journal {
  private static final System.Logger LOG = System.getLogger("healing");
  private static final String PREFIX = "healing/intents/";

  private final ControlState state;
  private final Fences fences;
  private final Executor blocking;

  HealingJournal(ControlState state, Fences fences, Executor blocking) {
    this.state = state;
    this.fences = fences;
    this.blocking = blocking;
  }

  @Override
  public Optional<String> obstacle() {
    return Optional.empty();
  }

  @Override
  public CompletionStage<Optional<Fence>> intend(Intent intent) {
    CompletableFuture<Optional<Fence>> written = new CompletableFuture<>();
    blocking.execute(
        () -> {
          try {
            written.complete(Optional.of(fences.decide(PREFIX + intent.id(), text(intent))));
          } catch (UnavailableException e) {
            LOG.log(
                Level.ERROR,
                "nothing is done about node {0}: it cannot be written down: {1}",
                intent.node(),
                e.getMessage());
            written.complete(Optional.empty());
          }
        });
    return written;
  }

  @Override
  public List<Intent> unfinished() {
    List<Intent> found = new ArrayList<>();
    state
        .snapshot()
        .entries()
        .tailMap(PREFIX)
        .forEach(
            (key, entry) -> {
              if (key.startsWith(PREFIX)) {
                read(entry.text()).ifPresent(found::add);
              }
            });
    return found;
  }

  @Override
  public void conclude(OperationRecord result) {
    String key = PREFIX + result.intent().id();
    blocking.execute(
        () -> {
          try {
            state.commit(new ControlState.Write(Map.of(), Map.of(), Set.of(key)));
          } catch (UnavailableException e) {
            LOG.log(Level.ERROR, "the result of {0} is not written: {1}", key, e.getMessage());
          }
        });
  }

  private static String text(Intent intent) {
    ObjectNode out =
        Json.object()
            .put("id", intent.id())
            .put("node", intent.node().value())
            .put("kind", intent.kind())
            .put("strategy", intent.strategy().wire())
            .put("evidence", intent.evidence());
    return out.toString();
  }

  private static Optional<Intent> read(String text) {
    try {
      JsonNode in = Json.read(text.getBytes(StandardCharsets.UTF_8));
      return Strategy.find(in.path("strategy").asText())
          .map(
              strategy ->
                  new Intent(
                      in.path("id").asText(),
                      new NodeId(in.path("node").asText()),
                      in.path("kind").asText(),
                      strategy,
                      in.path("evidence").asText()));
    } catch (IOException e) {
      LOG.log(Level.ERROR, "an intent of healing cannot be read: {0}", e.getMessage());
      return Optional.empty();
    }
  }
}
