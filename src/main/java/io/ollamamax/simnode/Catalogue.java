package io.ollamamax.simnode;

import java.time.Duration;

/** The fault catalogue: what each mode does, with the texts of Ollama. */
final class Catalogue {
  static final String BUSY = "server busy, please try again.  maximum pending requests exceeded";
  static final String OUT_OF_MEMORY =
      "llama runner process has terminated: CUDA error: out of memory";
  static final String STOPPED =
      "model runner has unexpectedly stopped, this may be due to resource limitations or an"
          + " internal error, check ollama server logs for details";
  static final String CRASHED = "an error was encountered while running the model: unexpected EOF";
  static final String REPEATS = "prediction aborted, token repeat limit reached";

  /** Tokens of the node until {@code slow-leak} has eaten its memory. */
  static final int LEAK_LIMIT = 500;

  private static final Duration LOAD_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration LONG_PREFILL = Duration.ofSeconds(5);

  private Catalogue() {}

  /**
   * What the fault does to an execution.
   *
   * @param model as the client named it
   * @param load the usual load time
   */
  static Effect effect(Fault fault, String model, Duration load) {
    return switch (fault.mode()) {
      case QUEUE_FULL -> new Effect.Refuse(503, BUSY);
      case WRONG_NODE ->
          fault.variant().equals("404")
              ? new Effect.Refuse(404, "model '" + model + "' not found")
              : new Effect.Refuse(400, "\"" + model + "\" does not support chat");
      case SILENT_QUEUE, STUCK_UNLOAD -> new Effect.Hold();
      case COLD_LOAD, LOAD_STALL, RELOAD_THRASH ->
          fault.running() ? new Effect.None() : load(fault, load);
      case OOM_LOAD ->
          fault.variant().equals("run")
              ? new Effect.Crash(OUT_OF_MEMORY, false)
              : fault.running() ? new Effect.None() : load(fault, load);
      case CRASH_EARLY -> new Effect.Crash(STOPPED, true);
      case CRASH_MIDSTREAM -> new Effect.Crash(CRASHED, false);
      case DOWN -> fault.running() ? new Effect.None() : new Effect.Reset();
      case SILENT_EOF -> new Effect.End();
      case REPEAT_ABORT ->
          new Effect.Repeat(
              Integer.parseInt(fault.variant()), fault.variant().equals("100") ? REPEATS : "");
      case GPU_HANG -> new Effect.Hang();
      case CPU_FALLBACK -> new Effect.Slow(fault.factor());
      case GARBAGE -> new Effect.Garble();
      case CANCEL_IGNORED -> new Effect.Prefill(fault.delayOr(LONG_PREFILL));
      case SLOW_LEAK -> new Effect.Leak();
      case PULL_FAULT, FLAPPING, PARTITION -> new Effect.None();
    };
  }

  /** How a load goes while the fault holds. */
  static Effect.Load load(Fault fault, Duration usual) {
    return switch (fault.mode()) {
      case COLD_LOAD, RELOAD_THRASH -> new Effect.Load(fault.delayOr(usual), "");
      case LOAD_STALL ->
          new Effect.Load(
              fault.delayOr(LOAD_TIMEOUT),
              "timed out waiting for "
                  + (fault.variant().equals("server") ? "llama-server" : "llama runner")
                  + " to start - progress 0.00 -");
      case OOM_LOAD -> new Effect.Load(fault.delayOr(usual), OUT_OF_MEMORY);
      default -> new Effect.Load(usual, "");
    };
  }

  /** Whether the runner is gone when the fault takes the node. */
  static boolean unloads(Fault fault) {
    return switch (fault.mode()) {
      case COLD_LOAD, LOAD_STALL, OOM_LOAD, CRASH_EARLY, CRASH_MIDSTREAM -> true;
      default -> false;
    };
  }
}
