package io.ollamamax.metrics;

import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A summary in seconds with its quantiles over the last ten minutes: they stand under the bare
 * name. Quantiles that nothing is known of are absent.
 */
public final class Latency {
  private static final long WINDOW_SECONDS = 600;

  private final Summary summary;

  Latency(PrometheusRegistry registry, String name, String help) {
    this.summary =
        Summary.builder()
            .name(name)
            .unit(Unit.SECONDS)
            .help(help)
            .quantile(0.5)
            .quantile(0.95)
            .quantile(0.99)
            .maxAgeSeconds(WINDOW_SECONDS)
            .build();
    registry.register(
        new Collector() {
          @Override
          public SummarySnapshot collect() {
            return known(summary.collect());
          }

          @Override
          public String getPrometheusName() {
            return summary.getPrometheusName();
          }
        });
  }

  private static SummarySnapshot known(SummarySnapshot all) {
    SummarySnapshot.Builder out =
        SummarySnapshot.builder()
            .name(all.getMetadata().getName())
            .unit(all.getMetadata().getUnit())
            .help(all.getMetadata().getHelp());
    for (SummaryDataPointSnapshot point : all.getDataPoints()) {
      SummaryDataPointSnapshot.Builder data =
          SummaryDataPointSnapshot.builder().count(point.getCount()).sum(point.getSum());
      List<Quantile> quantiles = new ArrayList<>();
      for (Quantile quantile : point.getQuantiles()) {
        if (!Double.isNaN(quantile.getValue())) {
          quantiles.add(quantile);
        }
      }
      if (!quantiles.isEmpty()) {
        data.quantiles(Quantiles.of(quantiles));
      }
      out.dataPoint(data.build());
    }
    return out.build();
  }

  /** Takes a time; any thread may call. */
  public void observe(Duration time) {
    summary.observe(Unit.nanosToSeconds(time.toNanos()));
  }

  /** Number, sum and known quantiles in seconds, by name, for the JSON API. */
  Map<String, Double> figures() {
    Map<String, Double> figures = new TreeMap<>();
    SummaryDataPointSnapshot point = summary.collect().getDataPoints().getFirst();
    figures.put("count", (double) point.getCount());
    figures.put("sum", point.getSum());
    for (Quantile quantile : point.getQuantiles()) {
      if (!Double.isNaN(quantile.getValue())) {
        figures.put("p" + Math.round(100 * quantile.getQuantile()), quantile.getValue());
      }
    }
    return figures;
  }
}
