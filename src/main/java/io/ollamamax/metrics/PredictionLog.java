package io.ollamamax.metrics;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.events.Event.Kind;
import io.ollamamax.events.Events;
import io.ollamamax.prediction.Prediction;
import io.ollamamax.prediction.PredictionEvent;
import io.ollamamax.prediction.PredictionLoop;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Log lines, events and figures of predictions. Used on the control thread. */
public final class PredictionLog implements PredictionLoop.Observer {
  private static final System.Logger LOG = System.getLogger("prediction");

  private final Events events;
  private final FaultToleranceMetrics figures;

  public PredictionLog(Events events, FaultToleranceMetrics figures) {
    this.events = events;
    this.figures = figures;
  }

  @Override
  public void round(Duration took) {
    figures.predicted(took);
  }

  @Override
  public void happened(PredictionEvent event) {
    switch (event) {
      case PredictionEvent.Published published -> published(published.prediction());
      case PredictionEvent.CameTrue came -> {
        String lead = came.lead().toSeconds() + " s ahead";
        LOG.log(
            Level.INFO,
            "Prediction came true: node {0}, {1}, {2}: {3}",
            came.prediction().node(),
            came.prediction().mode().text(),
            lead,
            came.how());
        resolved(came.prediction(), "came true, " + lead + ": " + came.how(), "true");
      }
      case PredictionEvent.CameFalse came -> {
        LOG.log(
            Level.WARNING,
            "Prediction failed: node {0}, {1} did not come: {2}",
            came.prediction().node(),
            came.prediction().mode().text(),
            came.reason());
        resolved(came.prediction(), "did not come true: " + came.reason(), "false");
      }
      case PredictionEvent.Averted averted -> {
        LOG.log(
            Level.INFO,
            "Prediction averted: node {0}, {1}: it was acted on and the node looks well",
            averted.prediction().node(),
            averted.prediction().mode().text());
        resolved(averted.prediction(), "acted on, and the node looks well", "averted");
      }
      case PredictionEvent.Missed missed -> {
        LOG.log(
            Level.INFO,
            "Failure was not predicted: node {0}, {1}",
            missed.node(),
            missed.mode().text());
        publish(
            missed.node(),
            "failed by " + missed.mode().text() + ", which was not predicted",
            new TreeMap<>(Map.of("state", "missed", "mode", missed.mode().wire())));
      }
      case PredictionEvent.DetectorFailed failed ->
          LOG.log(
              Level.WARNING,
              "Prediction failed: node {0}, detector {1} says nothing: {2}",
              failed.node(),
              failed.detector(),
              failed.cause());
      case PredictionEvent.Broken broken ->
          LOG.log(
              Level.WARNING,
              "Prediction failed: {0}; requests are not concerned, and the next round looks anew",
              broken.cause());
      case PredictionEvent.ClockJumped jump ->
          LOG.log(
              Level.WARNING,
              "Prediction failed: the clock jumped from {0} to {1}; what was seen before is"
                  + " forgotten, {2} open predictions are dropped",
              jump.from(),
              jump.to(),
              jump.dropped());
    }
  }

  private void published(Prediction prediction) {
    String evidence = String.join("; ", prediction.evidence());
    LOG.log(
        Level.WARNING,
        "Failure predicted: node {0}, {1}, confidence {2}, expected {3}{4}: {5}",
        prediction.node(),
        prediction.mode().text(),
        confidence(prediction),
        prediction.expected(),
        prediction.shadow() ? ", in shadow mode" : "",
        evidence);
    Map<String, String> details = details(prediction, "open");
    details.put("expected", prediction.expected().toString());
    publish(
        prediction.node(),
        "failure predicted, " + prediction.mode().text() + ": " + evidence,
        details);
  }

  private void resolved(Prediction prediction, String text, String state) {
    publish(prediction.node(), "prediction " + text, details(prediction, state));
  }

  private void publish(NodeId node, String text, Map<String, String> details) {
    events.publish(Kind.PREDICTION, node.value(), text, details);
  }

  private static Map<String, String> details(Prediction prediction, String state) {
    Map<String, String> details = new TreeMap<>();
    details.put("state", state);
    details.put("mode", prediction.mode().wire());
    details.put("confidence", confidence(prediction));
    return details;
  }

  private static String confidence(Prediction prediction) {
    return String.format(Locale.ROOT, "%.2f", prediction.confidence());
  }
}
