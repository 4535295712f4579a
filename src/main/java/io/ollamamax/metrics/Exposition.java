package io.ollamamax.metrics;

import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** {@code GET /metrics}: Prometheus's text, or OpenMetrics for those who accept it. */
public final class Exposition {
  private final PrometheusRegistry registry;
  private final ExpositionFormats formats = ExpositionFormats.init();

  public Exposition(PrometheusRegistry registry) {
    this.registry = registry;
  }

  public List<Route> routes() {
    return List.of(Route.get("/metrics", this::metrics));
  }

  private Response metrics(Request request) {
    ExpositionFormatWriter writer = formats.findWriter(request.header("accept"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writer.write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Response(200, Map.of("Content-Type", writer.getContentType()), out.toByteArray());
  }
}
