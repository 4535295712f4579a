package io.ollamamax.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.Faults;
import io.ollamamax.healing.HealingView;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.ollamamax.ollama.Json;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** {@code GET /api/v1/metrics/fault-tolerance}: open faults, and what the machinery costs. */
public final class FaultToleranceApi {
  /**
   * Figures of the machinery.
   *
   * @param cpuPercent of one core; NaN where unknown
   * @param memoryBytes estimated
   * @param latencies by metric and figure, in seconds
   */
  public record Figures(
      double cpuPercent, long memoryBytes, Map<String, Map<String, Double>> latencies) {}

  private final Supplier<Boolean> enabled;
  private final Supplier<List<Faults.Open>> faults;
  private final Supplier<HealingView> healing;
  private final Supplier<Figures> figures;

  public FaultToleranceApi(
      Supplier<Boolean> enabled,
      Supplier<List<Faults.Open>> faults,
      Supplier<HealingView> healing,
      Supplier<Figures> figures) {
    this.enabled = enabled;
    this.faults = faults;
    this.healing = healing;
    this.figures = figures;
  }

  public List<Route> routes() {
    return List.of(Route.get("/api/v1/metrics/fault-tolerance", this::figures));
  }

  private Response figures(Request request) {
    Figures now = figures.get();
    ObjectNode out = Json.object().put("enabled", enabled.get());
    ArrayNode open = out.putArray("faults");
    faults.get().forEach(fault -> open.add(FaultJson.fault(fault.fault(), fault.since())));
    out.set("healing", HealingJson.counters(healing.get()));
    now.latencies().forEach((name, values) -> values.forEach(out.withObjectProperty(name)::put));
    ObjectNode machinery = out.putObject("machinery");
    if (!Double.isNaN(now.cpuPercent())) {
      machinery.put("cpu_usage_percent", now.cpuPercent());
    }
    machinery.put("memory_usage_bytes", now.memoryBytes());
    return Response.json(200, Json.bytes(out));
  }
}
