package io.ollamamax.sim.faults;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The families of the corpus: what happens to a node, what it comes to where nothing is done, and
 * how often which cure helps. The chances are assumptions, not measurements.
 */
public enum FaultFamily {
  MEMORY_LEAK(End.EXIT, Map.of(Cure.RESTART, 1.0, Cure.UNLOAD, 0.5)),
  VRAM_CREEP(End.EXIT, Map.of(Cure.RESTART, 1.0, Cure.UNLOAD, 0.8)),
  THERMAL_SLOWDOWN(End.BROKEN, Map.of(Cure.LESS_LOAD, 0.8)),
  RELOAD_THRASH(End.HANG, Map.of(Cure.LESS_LOAD, 0.5, Cure.UNLOAD, 0.3, Cure.RESTART, 0.3)),
  FLAPPING(End.EXIT, Map.of(Cure.RESTART, 0.6)),
  SLOW_DISK(End.BROKEN, Map.of()),
  QUEUE_GROWTH(End.HANG, Map.of(Cure.LESS_LOAD, 0.8, Cure.RESTART, 0.5)),
  GPU_LOST(End.HANG, Map.of(Cure.UNLOAD, 0.3, Cure.RESTART, 0.8)),
  CRASH_LOOP(End.EXIT, Map.of(Cure.UNLOAD, 0.3, Cure.RESTART, 0.4)),
  STUCK_UNLOAD(End.HANG, Map.of(Cure.UNLOAD, 0.2, Cure.RESTART, 1.0)),
  GPU_HANG(End.HANG, Map.of(Cure.UNLOAD, 0.3, Cure.RESTART, 0.9)),
  SUDDEN_KILL(End.EXIT, Map.of(Cure.RESTART, 1.0)),
  BENIGN_BURST(End.WELL, Map.of()),
  MODEL_SWAP(End.WELL, Map.of()),
  DEPLOY(End.WELL, Map.of()),
  DAILY_RHYTHM(End.WELL, Map.of());

  /** What a family comes to. */
  public enum End {
    /** The process exits: its supervisor starts it anew, if there is one. */
    EXIT,
    /** The process lives and answers no request any more. */
    HANG,
    /** The machine must be repaired. */
    BROKEN,
    /** It passes: nothing is wrong with the node. */
    WELL
  }

  private final End end;

  @SuppressWarnings("ImmutableEnumChecker") // made by Map.of
  private final Map<Cure, Double> cures;

  FaultFamily(End end, Map<Cure, Double> cures) {
    this.end = end;
    this.cures = cures;
  }

  public End end() {
    return end;
  }

  /** Whether it is a fault; otherwise it only looks like one. */
  public boolean harmful() {
    return end != End.WELL;
  }

  /** The share of cases that the cure ends. */
  public double chance(Cure cure) {
    return cures.getOrDefault(cure, 0.0);
  }

  /** All that is a fault. */
  public static List<FaultFamily> faults() {
    return Arrays.stream(values()).filter(FaultFamily::harmful).toList();
  }

  /** A case of it. */
  public Scenario scenario(RandomGenerator random) {
    return switch (this) {
      case MEMORY_LEAK -> new MemoryLeak(random);
      case THERMAL_SLOWDOWN -> new ThermalSlowdown(random);
      case RELOAD_THRASH -> new ReloadThrash(random);
      case FLAPPING -> new Flapping(random);
      case SLOW_DISK -> new SlowDisk(random);
      case BENIGN_BURST -> new BenignBurst(random);
      case MODEL_SWAP -> new ModelSwap(random);
      case VRAM_CREEP -> new VramCreep(random);
      case QUEUE_GROWTH -> new QueueGrowth(random);
      case GPU_LOST -> new GpuLost(random);
      case GPU_HANG -> new GpuHang();
      case CRASH_LOOP -> new CrashLoop(random);
      case STUCK_UNLOAD -> new StuckUnload(random);
      case DEPLOY -> new Deploy(random);
      case DAILY_RHYTHM -> new DailyRhythm(random);
      case SUDDEN_KILL -> new SuddenKill();
    };
  }
}
