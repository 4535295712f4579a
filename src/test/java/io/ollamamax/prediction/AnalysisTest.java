package io.ollamamax.prediction;

import static io.ollamamax.prediction.Nodes.A;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnalysisTest {
  private static final Finding SEEN = new Finding(FailureMode.ERRORS, 0.5, "seen");

  @Test
  void aDetectorThatFailsCostsItsFindingAlone() {
    Detector throwing =
        window -> {
          throw new IllegalStateException("broken");
        };
    Detector mad = window -> List.of(new Finding(FailureMode.ERRORS, Double.NaN, "mad"));
    Window empty = new Window(List.of(), Duration.ofMinutes(5), Limits.DEFAULT, Peers.none());
    Analysis analysis =
        Analysis.of(
            A, empty, Map.of(Family.PATTERN, List.of(throwing, mad, window -> List.of(SEEN))));
    assertEquals(Map.of(Family.PATTERN, List.of(SEEN)), analysis.findings());
    assertEquals(
        List.of("java.lang.IllegalStateException: broken", "its score is NaN"),
        analysis.failures().stream().map(PredictionEvent.DetectorFailed::cause).toList());
  }

  @Test
  void anEmptyWindowIsNothing() {
    NodeTrack track = new NodeTrack(A, Nodes.DEFAULTS, 1);
    Analysis analysis =
        Analysis.of(
            track,
            track.window(Nodes.DEFAULTS, Peers.none()),
            Nodes.DEFAULTS.families(),
            List.of());
    assertEquals(List.of(), analysis.failures());
    assertEquals(0, Fusion.anomaly(analysis.findings()));
  }
}
