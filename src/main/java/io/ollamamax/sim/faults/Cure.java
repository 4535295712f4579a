package io.ollamamax.sim.faults;

/** What can end a scenario. */
public enum Cure {
  /** Less work for some minutes. */
  LESS_LOAD,
  /** The models are unloaded. */
  UNLOAD,
  /** The service is started anew. */
  RESTART
}
