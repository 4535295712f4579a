package io.ollamamax.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.ollama.Json;
import io.ollamamax.redundancy.ModelState;
import io.ollamamax.redundancy.ModelState.Making;
import io.ollamamax.redundancy.ModelState.Standing;
import io.ollamamax.redundancy.RedundancyLoop;
import io.ollamamax.redundancy.RedundancyView;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** {@code /api/v1/models}: how many copies of each model are wanted and there, and why not. */
public final class ModelsApi {
  private static final int NAMED = 5;

  private final RedundancyLoop loop;
  private final Sequencer control;

  /**
   * @param control runs all that is done to {@code loop}
   */
  public ModelsApi(RedundancyLoop loop, Sequencer control) {
    this.loop = loop;
    this.control = control;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/models", request -> shown()),
        Route.post("/api/v1/models/reconcile", this::reconcile));
  }

  private Response reconcile(Request request) {
    control.execute(loop::reconcile);
    return Response.json(202, Json.bytes(Json.object().put("looks", true)));
  }

  private Response shown() {
    RedundancyView view = loop.view();
    ObjectNode out =
        Json.object()
            .put("enabled", view.enabled())
            .put("last_look", view.look().map(Instant::toString).orElse(null));
    ArrayNode models = out.putArray("models");
    view.models().forEach(model -> models.add(json(model)));
    return Response.json(200, Json.bytes(out));
  }

  private static ObjectNode json(ModelState model) {
    ObjectNode out =
        Json.object()
            .put("name", model.model().value())
            .put("digest", model.digest())
            .put("size", model.size())
            .put("wanted", model.wanted())
            .put("because", model.because())
            .put("actual", model.actual());
    ArrayNode copies = out.putArray("copies");
    for (Standing copy : model.copies()) {
      copies
          .addObject()
          .put("node", copy.node().value())
          .put("state", copy.worth().wire())
          .put("made_here", copy.own())
          .put("surplus", copy.surplus());
    }
    ArrayNode making = out.putArray("in_progress");
    for (Making one : model.making()) {
      making
          .addObject()
          .put("node", one.node().value())
          .put("from", one.way())
          .put("progress", Math.round(one.share() * 1000) / 1000.0);
    }
    return out.put("why_not", model.lack());
  }

  /** What the health says of copies. A model that no node serves is serious. */
  public static HealthPart health(RedundancyView view) {
    String name = "redundancy";
    if (!view.enabled()) {
      return new HealthPart(name, "disabled", "no copies are made or removed", false);
    }
    if (view.look().isEmpty()) {
      return new HealthPart(name, "healthy", "not looked yet", false);
    }
    List<ModelState> lacking = view.models().stream().filter(ModelState::lacks).toList();
    boolean lost = lacking.stream().anyMatch(model -> model.actual() == 0);
    String reason =
        lacking.isEmpty()
            ? "all " + view.models().size() + " models have their copies"
            : "%d of %d models have too few copies: %s"
                .formatted(lacking.size(), view.models().size(), named(lacking));
    return new HealthPart(name, lost ? "degraded" : "healthy", reason, lost);
  }

  private static String named(List<ModelState> models) {
    return models.stream()
            .limit(NAMED)
            .map(model -> "%s (%d of %d)".formatted(model.model(), model.actual(), model.wanted()))
            .collect(Collectors.joining(", "))
        + (models.size() > NAMED ? ", ..." : "");
  }
}
