package io.ollamamax.sim.prediction;

import io.ollamamax.prediction.FailureMode;
import io.ollamamax.sim.faults.FaultFamily;
import java.util.List;

/**
 * Which families prediction is tuned and taught with, and by which others it is judged. Seeds are
 * split too.
 */
public final class Corpus {
  /** To tune and to teach with. */
  public static final List<FaultFamily> TUNING =
      List.of(
          FaultFamily.MEMORY_LEAK,
          FaultFamily.THERMAL_SLOWDOWN,
          FaultFamily.RELOAD_THRASH,
          FaultFamily.FLAPPING,
          FaultFamily.SLOW_DISK,
          FaultFamily.BENIGN_BURST,
          FaultFamily.MODEL_SWAP,
          FaultFamily.SUDDEN_KILL);

  /** To judge by. */
  public static final List<FaultFamily> JUDGED =
      List.of(
          FaultFamily.VRAM_CREEP,
          FaultFamily.QUEUE_GROWTH,
          FaultFamily.GPU_LOST,
          FaultFamily.CRASH_LOOP,
          FaultFamily.STUCK_UNLOAD,
          FaultFamily.DEPLOY,
          FaultFamily.DAILY_RHYTHM,
          FaultFamily.SUDDEN_KILL);

  private Corpus() {}

  /** Whether a node fails, and not out of nothing. */
  public static boolean predictable(FaultFamily family) {
    return family.harmful() && family != FaultFamily.SUDDEN_KILL && family != FaultFamily.GPU_HANG;
  }

  /** What the node fails by; {@code DOWN} where it does not fail. */
  public static FailureMode mode(FaultFamily family) {
    return switch (family) {
      case MEMORY_LEAK -> FailureMode.MEMORY_EXHAUSTION;
      case VRAM_CREEP -> FailureMode.GPU_MEMORY_EXHAUSTION;
      case THERMAL_SLOWDOWN -> FailureMode.OVERHEATING;
      case RELOAD_THRASH -> FailureMode.RELOAD_THRASH;
      case FLAPPING -> FailureMode.FLAPPING;
      case SLOW_DISK -> FailureMode.SLOW_LOADS;
      case QUEUE_GROWTH -> FailureMode.OVERLOAD;
      case GPU_LOST -> FailureMode.SLOW_TOKENS;
      case CRASH_LOOP -> FailureMode.CRASH_LOOP;
      case STUCK_UNLOAD -> FailureMode.STUCK_UNLOAD;
      case GPU_HANG -> FailureMode.SILENT_STALL;
      case SUDDEN_KILL, BENIGN_BURST, MODEL_SWAP, DEPLOY, DAILY_RHYTHM -> FailureMode.DOWN;
    };
  }
}
