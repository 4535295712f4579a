package io.ollamamax.sim.healing;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.loop.Worker;
import io.ollamamax.prediction.NodeSample;
import io.ollamamax.prediction.PredictionEvent;
import io.ollamamax.prediction.PredictionLoop;
import io.ollamamax.prediction.PredictionSettings;
import io.ollamamax.sim.VirtualTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The production code of prediction over a fleet, by samples of each second. */
final class Foresight implements PredictionLoop.Sight, PredictionLoop.Observer {
  private static final Worker IN_PLACE =
      new Worker() {
        @Override
        public <T> void compute(Supplier<T> work, Consumer<T> then) {
          then.accept(work.get());
        }
      };

  private final Fleet fleet;
  private final VirtualTime time;
  private final PredictionLoop loop;
  int published;

  Foresight(PredictionSettings settings, Fleet fleet, VirtualTime time, long seed) {
    this.fleet = fleet;
    this.time = time;
    this.loop =
        new PredictionLoop(
            () -> new PredictionLoop.Switch(true, settings),
            this,
            time,
            IN_PLACE,
            time,
            this,
            seed);
  }

  void start() {
    loop.start();
  }

  /** What healing may act on. */
  List<Fault> foreseen() {
    return loop.faults();
  }

  void acted(NodeId node) {
    loop.acted(node);
  }

  @Override
  public Map<NodeId, NodeSample> samples() {
    Map<NodeId, NodeSample> samples = new HashMap<>();
    fleet.hosts().forEach(host -> samples.put(host.id, host.sample(time.now())));
    return samples;
  }

  @Override
  public List<Fault> faults() {
    return fleet.symptoms();
  }

  @Override
  public void happened(PredictionEvent event) {
    published += event instanceof PredictionEvent.Published ? 1 : 0;
  }

  @Override
  public void round(Duration took) {}
}
