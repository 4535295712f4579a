package io.ollamamax.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.checkpoint.Archive.Stored;
import io.ollamamax.checkpoint.CheckpointState;
import io.ollamamax.checkpoint.CheckpointState.Restored;
import io.ollamamax.checkpoint.CheckpointState.Written;
import io.ollamamax.checkpoint.CheckpointStore.Named;
import io.ollamamax.checkpoint.CheckpointStore.Verdict;
import io.ollamamax.checkpoint.Checkpointer;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** {@code /api/v1/checkpoints}: what is kept of the soft state. */
public final class CheckpointsApi {
  private static final String NONE =
      "this gateway keeps no checkpoints: it has no folder for its state (cluster.data_dir)";

  private final Optional<Checkpointer> checkpointer;

  /**
   * @param checkpointer none where nothing is kept
   */
  public CheckpointsApi(Optional<Checkpointer> checkpointer) {
    this.checkpointer = checkpointer;
  }

  private interface Task {
    Response run(Checkpointer checkpointer) throws IOException;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/checkpoints", request -> answer(500, CheckpointsApi::list)),
        Route.post("/api/v1/checkpoints", request -> answer(503, CheckpointsApi::save)),
        Route.post("/api/v1/checkpoints/verify", request -> answer(500, CheckpointsApi::verify)),
        Route.get(
            "/api/v1/checkpoints/{name}", request -> answer(404, made -> show(made, request))),
        Route.post(
            "/api/v1/checkpoints/{name}/restore",
            request -> answer(404, made -> restore(made, request))));
  }

  private Response answer(int statusOfFailure, Task task) {
    if (checkpointer.isEmpty()) {
      return Response.json(404, Json.error(NONE));
    }
    try {
      return task.run(checkpointer.get());
    } catch (IOException e) {
      return Response.json(statusOfFailure, Json.error(String.valueOf(e.getMessage())));
    }
  }

  private static <T> T await(CompletionStage<T> stage) throws IOException {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof IOException why ? why : new IOException(e);
    }
  }

  private static Response list(Checkpointer made) throws IOException {
    CheckpointState state = made.state();
    ObjectNode out =
        Json.object().put("place", made.store().place()).put("problem", state.problem());
    state.newest().ifPresent(newest -> out.set("newest", json(newest)));
    state.restored().ifPresent(restored -> out.set("restored", json(restored)));
    ArrayNode all = out.putArray("checkpoints");
    made.store().list().forEach(stored -> all.add(json(stored)));
    return Response.json(200, Json.bytes(out));
  }

  private static Response save(Checkpointer made) throws IOException {
    return Response.json(200, Json.bytes(json(await(made.save()))));
  }

  private static Response verify(Checkpointer made) throws IOException {
    ObjectNode out = Json.object();
    ArrayNode all = out.putArray("checkpoints");
    int damaged = 0;
    for (Verdict verdict : made.store().verify()) {
      all.add(json(verdict.stored()).put("problem", verdict.problem()));
      damaged += verdict.problem().isEmpty() ? 0 : 1;
    }
    return Response.json(200, Json.bytes(out.put("damaged", damaged)));
  }

  private static Response show(Checkpointer made, Request request) throws IOException {
    Named found = made.store().read(request.variable("name"));
    ObjectNode out = Json.object().put("name", found.name());
    out.setAll(found.checkpoint().json());
    return Response.json(200, Json.bytes(out));
  }

  private static Response restore(Checkpointer made, Request request) throws IOException {
    return Response.json(200, Json.bytes(json(await(made.restore(request.variable("name"))))));
  }

  private static ObjectNode json(Stored stored) {
    return Json.object()
        .put("name", stored.name())
        .put("number", stored.number())
        .put("bytes", stored.bytes())
        .put("written", stored.written().toString())
        .put("set_aside", stored.setAside());
  }

  private static ObjectNode json(Written written) {
    return Json.object().put("name", written.name()).put("at", written.at().toString());
  }

  private static ObjectNode json(Restored restored) {
    ObjectNode out =
        Json.object()
            .put("name", restored.name())
            .put("at", restored.at().toString())
            .put("age_seconds", restored.age().toSeconds());
    ArrayNode parts = out.putArray("parts");
    restored.parts().forEach(parts::add);
    ArrayNode skipped = out.putArray("skipped");
    restored.skipped().forEach(skipped::add);
    return out;
  }

  /** What the health says of checkpoints. */
  public static HealthPart health(Optional<Checkpointer> checkpointer) {
    if (checkpointer.isEmpty()) {
      return new HealthPart("checkpoints", "disabled", NONE, false);
    }
    CheckpointState state = checkpointer.get().state();
    List<String> reasons = new ArrayList<>();
    if (!state.problem().isEmpty()) {
      reasons.add(state.problem());
    }
    reasons.add(
        state
            .newest()
            .map(newest -> "newest " + newest.name() + " of " + newest.at())
            .orElse("none was made yet"));
    state
        .restored()
        .ifPresent(
            from ->
                reasons.add(
                    "restored %s, %d s old then%s"
                        .formatted(
                            from.name(),
                            from.age().toSeconds(),
                            from.skipped().isEmpty()
                                ? ""
                                : ", without " + String.join(", ", from.skipped()))));
    boolean well = state.problem().isEmpty();
    return new HealthPart(
        "checkpoints", well ? "healthy" : "degraded", String.join("; ", reasons), !well);
  }
}
