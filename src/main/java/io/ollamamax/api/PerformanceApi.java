package io.ollamamax.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.config.GoDuration;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.ollamamax.ollama.Json;
import io.ollamamax.tracking.Degradation;
import io.ollamamax.tracking.Metric;
import io.ollamamax.tracking.PerformanceView;
import io.ollamamax.tracking.Summary;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/metrics/performance}: the window of each model on each node. */
public final class PerformanceApi {
  private static final double SECOND = 1e9;

  private final Supplier<PerformanceView> view;

  public PerformanceApi(Supplier<PerformanceView> view) {
    this.view = view;
  }

  public List<Route> routes() {
    return List.of(Route.get("/api/v1/metrics/performance", this::performance));
  }

  private Response performance(Request request) {
    Map<String, String> query = request.query();
    PerformanceView now = view.get();
    ObjectNode out =
        Json.object()
            .put("enabled", now.enabled())
            .put("window", GoDuration.format(now.window()))
            .put("memory_bytes", now.bytes())
            .put("dropped", now.dropped());
    ArrayNode rows = out.putArray("series");
    now.rows().stream()
        .filter(row -> wanted(query.get("node"), row.node()))
        .filter(row -> wanted(query.get("model"), row.model()))
        .forEach(row -> rows.add(row(row)));
    ArrayNode degradations = out.putArray("degradations");
    now.degradations().forEach(one -> degradations.add(degradation(one)));
    return Response.json(200, Json.bytes(out));
  }

  private static boolean wanted(@Nullable String asked, Object value) {
    return asked == null || asked.equals(value.toString());
  }

  private static ObjectNode row(PerformanceView.Row row) {
    ObjectNode out =
        Json.object()
            .put("node", row.node().value())
            .put("model", row.model().value())
            .put("tries", row.tries())
            .put("failed", row.failed())
            .put("error_share", row.errorShare());
    for (Metric metric : Metric.values()) {
      Summary summary = row.metric(metric);
      if (summary.count() > 0) {
        out.set(metric.wire() + "_seconds", summary(summary));
      }
    }
    Summary gap = row.metric(Metric.TOKEN_GAP);
    if (gap.count() > 0 && gap.p50() > 0) {
      out.put("tokens_per_second", SECOND / gap.p50());
    }
    return out;
  }

  private static ObjectNode summary(Summary summary) {
    return Json.object()
        .put("count", summary.count())
        .put("mean", summary.mean() / SECOND)
        .put("p50", summary.p50() / SECOND)
        .put("p90", summary.p90() / SECOND)
        .put("p99", summary.p99() / SECOND)
        .put("max", summary.max() / SECOND);
  }

  private static ObjectNode degradation(Degradation one) {
    ObjectNode out =
        Json.object()
            .put("node", one.node().value())
            .put("model", one.model().value())
            .put("metric", one.metric().wire())
            .put("baseline_seconds", one.baseline() / SECOND)
            .put("now_seconds", one.now() / SECOND);
    if (one.peers() > 0) {
      out.put("peers_seconds", one.peers() / SECOND);
    }
    return out.put("evidence", one.evidence());
  }
}
