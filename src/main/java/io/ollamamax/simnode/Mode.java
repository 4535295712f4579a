package io.ollamamax.simnode;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a simulated node fails; the names are those of the fault catalogue. */
public enum Mode {
  DOWN("the process is dead", Scope.BOTH, "refused", "black-hole"),
  QUEUE_FULL("503 at once", Scope.BOTH),
  SILENT_QUEUE("requests wait for a slot without a word", Scope.BOTH),
  COLD_LOAD("silence for the load time, then a normal answer", Scope.BOTH),
  LOAD_STALL("a load that never ends, then 500", Scope.BOTH, "runner", "server"),
  OOM_LOAD("500: no memory, at load or while running", Scope.BOTH, "load", "run"),
  CRASH_EARLY("500: the runner died before the first token", Scope.BOTH),
  CRASH_MIDSTREAM("an error line after some tokens, then a proper end", Scope.BOTH),
  SILENT_EOF("a proper end without done", Scope.BOTH),
  REPEAT_ABORT("the same token again and again, then an end without done", Scope.BOTH, "31", "100"),
  GPU_HANG("no token any more; other calls are answered", Scope.BOTH),
  STUCK_UNLOAD("listed as expired for ever; its requests hang", Scope.BOTH),
  CPU_FALLBACK("tokens many times slower; no VRAM in use", Scope.BOTH),
  GARBAGE("corrupt text", Scope.BOTH),
  RELOAD_THRASH("every request pays a load", Scope.BOTH),
  WRONG_NODE("404 or 400: the model or its capability is not here", Scope.BOTH, "404", "400"),
  PULL_FAULT("a download ends in an error, or stalls", Scope.REQUESTS, "digest", "stall"),
  CANCEL_IGNORED("the slot of a client that left stays busy until the first token", Scope.BOTH),
  SLOW_LEAK("slower with each token, then out of memory or dead", Scope.NODE, "oom", "down"),
  FLAPPING("down and up in turn", Scope.NODE),
  PARTITION("packets are dropped, both ways or one way", Scope.NODE, "both", "in", "out");

  /** What a mode can strike. */
  enum Scope {
    /** The node as a whole. */
    NODE,
    /** Single requests. */
    REQUESTS,
    BOTH
  }

  private final String meaning;
  private final Scope scope;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> variants;

  Mode(String meaning, Scope scope, String... variants) {
    this.meaning = meaning;
    this.scope = scope;
    this.variants = List.of(variants);
  }

  /** The name in the catalogue: lower case with hyphens. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What is seen from outside, in a few words. */
  public String meaning() {
    return meaning;
  }

  /** Its variants, the usual one first; none where there is but one way. */
  public List<String> variants() {
    return variants;
  }

  Scope scope() {
    return scope;
  }

  /** The mode of that name. */
  public static Optional<Mode> of(String wire) {
    return Arrays.stream(values()).filter(mode -> mode.wire().equals(wire)).findFirst();
  }
}
