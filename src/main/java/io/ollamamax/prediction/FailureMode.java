package io.ollamamax.prediction;

/** What a node is about to fail by. */
public enum FailureMode {
  MEMORY_EXHAUSTION("slow-leak", "out of memory"),
  GPU_MEMORY_EXHAUSTION("oom-load", "out of VRAM"),
  DISK_FULL("disk-full", "disk full"),
  OVERHEATING("overheating", "overheating"),
  OVERLOAD("silent-queue", "overload"),
  SLOW_TOKENS("cpu-fallback", "token rate collapse"),
  RELOAD_THRASH("reload-thrash", "reload thrash"),
  SLOW_LOADS("load-stall", "load stall"),
  FLAPPING("flapping", "flapping"),
  CRASH_LOOP("crash-early", "crash loop"),
  STUCK_UNLOAD("stuck-unload", "stuck unloading"),
  SILENT_STALL("gpu-hang", "silent stall"),
  ERRORS("errors", "errors"),
  RECURRENCE("recurrence", "failure at this time of day"),
  /** Nothing in particular: it is unlike itself. */
  UNUSUAL("unusual", "unusual behaviour"),
  DOWN("down", "down");

  private final String wire;
  private final String text;

  FailureMode(String wire, String text) {
    this.wire = wire;
    this.text = text;
  }

  /** As it is written in the API and in faults; the name that the fault catalogue has for it. */
  public String wire() {
    return wire;
  }

  /** As told to people. */
  public String text() {
    return text;
  }
}
