package io.ollamamax;

import io.ollamamax.api.PredictionApi;
import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.config.FaultTolerance;
import io.ollamamax.events.Events;
import io.ollamamax.http.Route;
import io.ollamamax.loop.ScoringThread;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.loop.Time;
import io.ollamamax.metrics.FlowEvidence;
import io.ollamamax.metrics.PredictionLog;
import io.ollamamax.prediction.PredictionLoop;
import io.ollamamax.prediction.PredictionSettings;
import io.ollamamax.prediction.RequestEvidence;
import io.ollamamax.request.FlowObserver;
import io.ollamamax.telemetry.Supervisions;
import io.ollamamax.telemetry.TelemetryStore;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/** Joins prediction to what it sees and to what tells of it. */
final class PredictionWiring {
  private final PredictionLoop loop;
  private final RequestEvidence requests = new RequestEvidence();
  private final Sequencer control;

  PredictionWiring(
      Cluster cluster,
      TelemetryStore telemetry,
      Supervisions supervisions,
      ToIntFunction<NodeId> inFlight,
      Monitoring monitoring,
      LiveConfig live,
      Events events,
      Sequencer control,
      ScoringThread scoring,
      Time time,
      RandomGenerator random) {
    this.control = control;
    this.loop =
        new PredictionLoop(
            () -> config(live.config().faultTolerance()),
            new PredictionSight(
                cluster, telemetry, supervisions, requests, monitoring::faults, inFlight, time),
            control,
            scoring,
            time,
            new PredictionLog(events, monitoring.figures()),
            random.nextLong());
    monitoring.predictions(loop::view);
  }

  private static PredictionLoop.Switch config(FaultTolerance core) {
    return new PredictionLoop.Switch(
        core.enabled() && core.predictiveDetection().enabled(),
        PredictionSettings.of(core.predictiveDetection()));
  }

  /** Begins to look; any thread may call. */
  void start() {
    control.execute(loop::start);
  }

  /** Takes over what is not read anew at each use; any thread may call. */
  void reconfigure(FaultTolerance before, FaultTolerance after) {
    if (!before
        .predictiveDetection()
        .predictionInterval()
        .equals(after.predictiveDetection().predictionInterval())) {
      control.execute(loop::retime);
    }
  }

  PredictionLoop loop() {
    return loop;
  }

  /** Something is done to the node, which hides what would have come of a prediction. */
  void acted(NodeId node) {
    loop.acted(node);
  }

  /** What is to be told of requests. */
  FlowObserver observer() {
    return new FlowEvidence(requests);
  }

  List<Route> routes() {
    return new PredictionApi(loop::view).routes();
  }
}
