package io.ollamamax.bench.prediction;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.prediction.Assessment;
import io.ollamamax.prediction.FailureMode;
import io.ollamamax.prediction.NodeSample;
import io.ollamamax.prediction.PredictionEvent;
import io.ollamamax.prediction.PredictionView;
import io.ollamamax.prediction.Predictor;
import io.ollamamax.prediction.Round;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The product's predictor. */
final class OurContender implements Contender {
  final Predictor predictor;
  private PredictionView view = PredictionView.none(true, false);
  private final Map<NodeId, Integer> falseAlarms = new HashMap<>();
  private double lead = Double.NaN;

  OurContender(Predictor predictor) {
    this.predictor = predictor;
  }

  @Override
  public void sample(NodeId node, NodeSample sample) {
    predictor.sample(node, sample);
  }

  @Override
  public void tick(Instant now) {
    Round round = predictor.round(now, Set.of());
    view = round.view();
    count(round.events());
  }

  @Override
  public void failed(NodeId node, FailureMode mode, Instant at) {
    predictor.failed(node, mode, at);
    count(predictor.round(at, Set.of(node)).events());
  }

  private void count(List<PredictionEvent> events) {
    for (PredictionEvent event : events) {
      switch (event) {
        case PredictionEvent.CameFalse came ->
            falseAlarms.merge(came.prediction().node(), 1, Integer::sum);
        case PredictionEvent.CameTrue came -> lead = came.lead().toMillis() / 1000.0;
        case PredictionEvent.DetectorFailed failure ->
            throw new IllegalStateException(failure.toString());
        case PredictionEvent.Published ignored -> {}
        case PredictionEvent.Missed _, PredictionEvent.Averted _ -> {}
        case PredictionEvent.Broken broken -> throw new IllegalStateException(broken.toString());
        case PredictionEvent.ClockJumped jump -> throw new IllegalStateException(jump.toString());
      }
    }
  }

  @Override
  public double probability(NodeId node) {
    return view.nodes().stream()
        .filter(a -> a.node().equals(node))
        .mapToDouble(Assessment::confidence)
        .findFirst()
        .orElse(0);
  }

  @Override
  public int falseAlarms(NodeId node) {
    return falseAlarms.getOrDefault(node, 0);
  }

  @Override
  public double lead() {
    return lead;
  }
}
