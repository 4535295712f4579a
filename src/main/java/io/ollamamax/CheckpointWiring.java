package io.ollamamax;

import io.ollamamax.api.CheckpointsApi;
import io.ollamamax.api.HealthPart;
import io.ollamamax.checkpoint.CheckpointSettings;
import io.ollamamax.checkpoint.CheckpointStore;
import io.ollamamax.checkpoint.Checkpointer;
import io.ollamamax.checkpoint.Part;
import io.ollamamax.cluster.Cluster;
import io.ollamamax.config.ClusterSettings;
import io.ollamamax.config.Config;
import io.ollamamax.config.FaultTolerance;
import io.ollamamax.http.Route;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.loop.Time;
import io.ollamamax.loop.Worker;
import io.ollamamax.request.NodeLoads;
import io.ollamamax.state.CheckpointFolder;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/** Joins checkpoints to what they keep. Without a folder nothing is kept. */
final class CheckpointWiring implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("checkpoint");
  private static final long LAST_SECONDS = 5;

  private final Optional<Checkpointer> checkpointer;

  /**
   * @param dataDir where the gateway keeps its state, if it does
   */
  CheckpointWiring(
      Optional<Path> dataDir,
      Cluster cluster,
      NodeLoads loads,
      NodeWiring nodes,
      Monitoring monitoring,
      HealingWiring healing,
      PredictionWiring prediction,
      LiveConfig live,
      Sequencer control,
      Worker worker,
      Executor blocking,
      Time time,
      RandomGenerator random) {
    NodePart<?> breakers = new NodePart<>(new SavedBreakers(cluster, loads, time), time);
    NodePart<?> health = new NodePart<>(new SavedHealth(cluster, nodes.health()), time);
    List<Part> parts =
        List.of(
            breakers,
            health,
            new SavedTracking(cluster, monitoring.tracker()),
            new SavedHealing(healing.healer(), time),
            new SavedPrediction(prediction.loop()));
    this.checkpointer =
        dataDir.map(
            folder ->
                new Checkpointer(
                    new CheckpointStore(new CheckpointFolder(folder.resolve("checkpoints"))),
                    parts,
                    () -> settings(live.config()),
                    control,
                    worker,
                    blocking::execute,
                    time,
                    random));
    nodes.onJoined(breakers::joined);
    nodes.onJoined(health::joined);
    healing.onPerson(this::save);
  }

  private static CheckpointSettings settings(Config config) {
    FaultTolerance core = config.faultTolerance();
    ClusterSettings cluster = config.cluster();
    return new CheckpointSettings(
        core.enabled(),
        core.checkpointInterval(),
        cluster.checkpointsKept(),
        cluster.checkpointMaxAge(),
        core.maxRetries(),
        core.retryBackoff(),
        core.recoveryTimeout());
  }

  /**
   * Restores what was kept, then makes checkpoints; does not wait for it.
   *
   * @param then run when it is restored
   */
  void start(Runnable then) {
    checkpointer.ifPresentOrElse(made -> made.start(then), then);
  }

  /** Takes over what is not read anew at each use; any thread may call. */
  void reconfigure(FaultTolerance before, FaultTolerance after) {
    if (!before.checkpointInterval().equals(after.checkpointInterval())) {
      checkpointer.ifPresent(Checkpointer::retime);
    }
  }

  /** Completes when the soft state is durable, at once where none is kept; any thread may call. */
  CompletionStage<?> save() {
    return checkpointer
        .<CompletionStage<?>>map(Checkpointer::save)
        .orElseGet(() -> CompletableFuture.completedStage(""));
  }

  List<Route> routes() {
    return new CheckpointsApi(checkpointer).routes();
  }

  List<HealthPart> health() {
    return List.of(CheckpointsApi.health(checkpointer));
  }

  /** Makes a last one. */
  @Override
  public void close() {
    try {
      save().toCompletableFuture().get(LAST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(Level.WARNING, "no last checkpoint: {0}", String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    checkpointer.ifPresent(Checkpointer::stop);
  }
}
