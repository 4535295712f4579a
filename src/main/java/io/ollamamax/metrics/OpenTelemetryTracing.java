package io.ollamamax.metrics;

import io.ollamamax.request.Tracing;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Traces by OpenTelemetry, as its {@code OTEL_*} environment variables say. Its libraries are
 * loaded only where one of them asks for traces.
 */
public final class OpenTelemetryTracing implements Tracing, AutoCloseable {
  private static final String TRACEPARENT = "traceparent";
  private static final TextMapGetter<String> GETTER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceparent) {
          return Collections.singleton(TRACEPARENT);
        }

        @Override
        public @Nullable String get(@Nullable String traceparent, String key) {
          return key.equals(TRACEPARENT) ? traceparent : null;
        }
      };

  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;

  private OpenTelemetryTracing(OpenTelemetrySdk sdk) {
    this.sdk = sdk;
    this.tracer = sdk.getTracer("io.ollamamax");
  }

  /** Whether these environment variables ask for traces. */
  public static boolean wanted(Map<String, String> environment) {
    return !"true".equalsIgnoreCase(environment.get("OTEL_SDK_DISABLED"))
        && !"none".equals(environment.get("OTEL_TRACES_EXPORTER"))
        && (environment.containsKey("OTEL_TRACES_EXPORTER")
            || environment.containsKey("OTEL_EXPORTER_OTLP_ENDPOINT")
            || environment.containsKey("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"));
  }

  /** Starts what the environment describes; metrics and logs go their own ways. */
  public static OpenTelemetryTracing start() {
    Map<String, String> defaults =
        Map.of(
            "otel.service.name", "ollama-distributed",
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none",
            "otel.exporter.otlp.protocol", "http/protobuf");
    return new OpenTelemetryTracing(
        AutoConfiguredOpenTelemetrySdk.builder()
            .addPropertiesSupplier(() -> defaults)
            .disableShutdownHook()
            .build()
            .getOpenTelemetrySdk());
  }

  @Override
  public Span request(String id, String operation, String model, String traceparent) {
    Context parent =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, GETTER);
    return new Of(
        tracer
            .spanBuilder("POST " + operation)
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("ollamamax.request.id", id)
            .setAttribute("gen_ai.request.model", model)
            .startSpan());
  }

  /** Sends what is left. */
  @Override
  public void close() {
    sdk.close();
  }

  private final class Of implements Span {
    private final io.opentelemetry.api.trace.Span span;

    Of(io.opentelemetry.api.trace.Span span) {
      this.span = span;
    }

    @Override
    public Span child(String name, String node) {
      return new Of(
          tracer
              .spanBuilder(name)
              .setParent(Context.root().with(span))
              .setSpanKind(SpanKind.CLIENT)
              .setAttribute("ollamamax.node", node)
              .startSpan());
    }

    @Override
    public String traceparent() {
      Map<String, String> carrier = new HashMap<>();
      W3CTraceContextPropagator.getInstance()
          .inject(Context.root().with(span), carrier, (to, key, value) -> put(to, key, value));
      return carrier.getOrDefault(TRACEPARENT, "");
    }

    private static void put(@Nullable Map<String, String> to, String key, String value) {
      if (to != null) {
        to.put(key, value);
      }
    }

    @Override
    public void end(String error) {
      if (!error.isEmpty()) {
        span.setStatus(StatusCode.ERROR, error);
      }
      span.end();
    }
  }
}
