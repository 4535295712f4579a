package io.ollamamax.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.events.Event;
import io.ollamamax.events.Events;
import io.ollamamax.prediction.FailureMode;
import io.ollamamax.prediction.Prediction;
import io.ollamamax.prediction.PredictionEvent;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PredictionLogTest {
  private static final NodeId A = new NodeId("a");
  private static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");
  private static final Prediction PREDICTION =
      new Prediction(
          A,
          FailureMode.MEMORY_EXHAUSTION,
          0.91,
          0.95,
          NOW,
          NOW.plusSeconds(200),
          NOW.plusSeconds(300),
          List.of("host memory grows 3.9 points of percent/min, at its limit in 3.3 min"),
          false);

  private final Events events = new Events(10, () -> NOW);
  private final PredictionLog log =
      new PredictionLog(
          events,
          new FaultToleranceMetrics(new PrometheusRegistry(), List.of(), OptionalDouble::empty));
  private final Logger logger = Logger.getLogger("prediction");
  private final List<String> lines = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(new MessageFormat(line.getMessage()).format(line.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
  }

  @AfterEach
  void stop() {
    logger.removeHandler(handler);
  }

  @Test
  void whatFailedIsLoggedWithItsCause() {
    log.happened(new PredictionEvent.CameFalse(PREDICTION, "no failure within 300 s"));
    log.happened(new PredictionEvent.DetectorFailed(A, "FLAPPING", "its score is NaN"));
    log.happened(new PredictionEvent.Broken("java.lang.IllegalStateException: no"));
    assertEquals(
        List.of(
            "Prediction failed: node a, out of memory did not come: no failure within 300 s",
            "Prediction failed: node a, detector FLAPPING says nothing: its score is NaN",
            "Prediction failed: java.lang.IllegalStateException: no; requests are not concerned,"
                + " and the next round looks anew"),
        lines);
  }

  @Test
  void aPredictionAndWhatCameOfItAreEvents() {
    log.happened(new PredictionEvent.Published(PREDICTION));
    log.happened(new PredictionEvent.CameTrue(PREDICTION, Duration.ofSeconds(190), "failed: down"));
    log.happened(new PredictionEvent.Averted(PREDICTION));
    log.happened(new PredictionEvent.Missed(A, FailureMode.DOWN, NOW));
    List<Event> told = events.after(0, 10);
    assertEquals(
        List.of("open", "true", "averted", "missed"),
        told.stream().map(e -> e.details().get("state")).toList());
    assertEquals("a", told.getFirst().node());
    assertEquals("slow-leak", told.getFirst().details().get("mode"));
    assertEquals("prediction came true, 190 s ahead: failed: down", told.get(1).text());
  }
}
