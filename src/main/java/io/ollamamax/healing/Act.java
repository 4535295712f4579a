package io.ollamamax.healing;

import io.ollamamax.cluster.ModelName;
import java.time.Duration;
import java.util.Optional;

/** Something that can be done to a node. */
public sealed interface Act {
  /**
   * The gateway sends the node nothing new; done when its last answer has ended. Needs no agent.
   *
   * @param patience after which it has failed; the node stays held
   */
  record Drain(Duration patience) implements Act {}

  /** The node gets requests again, unless an operator holds it. Needs no agent. */
  record Undrain() implements Act {}

  /**
   * Takes a model out of the node's memory ({@code keep_alive} 0); done when {@code /api/ps} shows
   * it no more.
   *
   * @param model nothing for all
   */
  record Unload(Optional<ModelName> model) implements Act {}

  /**
   * Ends the node's service and starts it anew; done when it answers {@code /api/version}.
   *
   * @param grace how long it may take to end by itself before it is killed; 0 kills it at once
   */
  record Restart(Duration grace) implements Act {}

  /** Starts a spare instance, see {@link NodeControl#spares}; done when it answers. */
  record Start() implements Act {}

  /**
   * Ends an instance that {@link Start} started; done when its process is gone.
   *
   * @param grace as of {@link Restart}
   */
  record Stop(Duration grace) implements Act {}

  /** Pulls a model; done when the node's service reports success. */
  record Pull(ModelName model) implements Act {}

  /** Versions, processes, disk and the service's last log lines, with secrets masked. */
  record Diagnose() implements Act {}
}
