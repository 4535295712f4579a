package io.ollamamax.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.ollamamax.ollama.Json;
import io.ollamamax.prediction.Assessment;
import io.ollamamax.prediction.Prediction;
import io.ollamamax.prediction.PredictionEvent;
import io.ollamamax.prediction.PredictionView;
import io.ollamamax.prediction.Standing;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * {@code GET /api/v1/metrics/prediction}: how each node looks, what is predicted, and how good
 * predictions have been. What is not known yet is null.
 */
public final class PredictionApi {
  private final Supplier<PredictionView> view;

  public PredictionApi(Supplier<PredictionView> view) {
    this.view = view;
  }

  public List<Route> routes() {
    return List.of(Route.get("/api/v1/metrics/prediction", this::prediction));
  }

  private Response prediction(Request request) {
    PredictionView now = view.get();
    ObjectNode out =
        Json.object()
            .put("enabled", now.enabled())
            .put("shadow", now.shadow())
            .put("last_round", now.round().map(Object::toString).orElse(null))
            .put("analyses", now.analyses())
            .put("anomalous", now.anomalous())
            .put("failures_contained", now.contained());
    ArrayNode nodes = out.putArray("nodes");
    now.nodes().forEach(one -> nodes.add(node(one)));
    ArrayNode open = out.putArray("predictions");
    now.open().forEach(one -> open.add(prediction(one)));
    ArrayNode resolved = out.putArray("resolved");
    now.resolved().forEach(one -> resolved(one, resolved));
    out.set("standing", standing(now.standing()));
    return Response.json(200, Json.bytes(out));
  }

  private static ObjectNode node(Assessment node) {
    ObjectNode out = Json.object().put("node", node.node().value());
    number(out, "score", node.score());
    ObjectNode scores = out.putObject("scores");
    node.scores()
        .forEach((family, score) -> number(scores, family.name().toLowerCase(Locale.ROOT), score));
    out.put("anomalous", node.anomalous());
    number(out, "confidence", node.confidence());
    ArrayNode evidence = out.putArray("evidence");
    node.findings().forEach(finding -> evidence.add(finding.evidence()));
    return out;
  }

  private static ObjectNode prediction(Prediction prediction) {
    ObjectNode out =
        Json.object()
            .put("node", prediction.node().value())
            .put("mode", prediction.mode().wire())
            .put("made", prediction.made().toString())
            .put("expected", prediction.expected().toString())
            .put("until", prediction.until().toString());
    number(out, "confidence", prediction.confidence());
    number(out, "score", prediction.score());
    ArrayNode evidence = out.putArray("evidence");
    prediction.evidence().forEach(evidence::add);
    return out;
  }

  private static void resolved(PredictionEvent event, ArrayNode out) {
    switch (event) {
      case PredictionEvent.CameTrue came ->
          out.add(
              prediction(came.prediction())
                  .put("outcome", "true")
                  .put("lead_seconds", came.lead().toSeconds())
                  .put("reason", came.how()));
      case PredictionEvent.CameFalse came ->
          out.add(
              prediction(came.prediction()).put("outcome", "false").put("reason", came.reason()));
      case PredictionEvent.Averted averted ->
          out.add(prediction(averted.prediction()).put("outcome", "averted"));
      case PredictionEvent.Published _,
          PredictionEvent.Missed _,
          PredictionEvent.DetectorFailed _,
          PredictionEvent.Broken _,
          PredictionEvent.ClockJumped _ -> {}
    }
  }

  private static ObjectNode standing(Standing standing) {
    ObjectNode out =
        Json.object()
            .put("true", standing.cameTrue())
            .put("false", standing.cameFalse())
            .put("averted", standing.averted())
            .put("missed", standing.missed())
            .put("median_lead_seconds", standing.medianLead().toSeconds());
    number(out, "accuracy", standing.accuracy());
    number(out, "recall", standing.recall());
    number(out, "brier", standing.brier());
    ArrayNode bins = out.putArray("reliability");
    for (Standing.Bin bin : standing.reliability()) {
      ObjectNode one = bins.addObject().put("count", bin.count());
      number(one, "confidence", bin.said());
      number(one, "failed", bin.failed());
    }
    return out;
  }

  private static void number(ObjectNode out, String key, double value) {
    if (Double.isFinite(value)) {
      out.put(key, Math.round(value * 10_000) / 10_000.0);
    } else {
      out.putNull(key);
    }
  }
}
