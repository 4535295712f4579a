package io.ollamamax.prediction;

/** A feature of a node, sampled each second where it is known. Shares are 0 to 1. */
public enum Metric {
  HOST_MEMORY("host memory", Fold.MEAN, 1),
  CPU("CPU", Fold.MEAN, 1),
  DISK("disk", Fold.MEAN, 1),
  GPU_MEMORY("VRAM", Fold.MEAN, 1),
  /** Degrees Celsius. */
  GPU_TEMPERATURE("GPU temperature", Fold.MEAN, 1),
  GPU_UTILISATION("GPU utilisation", Fold.MEAN, 0),
  /** Seconds. */
  FIRST_TOKEN("first-token time", Fold.MEAN, 1),
  /** Seconds between tokens. */
  INTER_TOKEN("inter-token time", Fold.MEAN, 1),
  /** Tokens a second of a stream. */
  TOKEN_RATE("token rate", Fold.MEAN, -1),
  /** Requests that wait on the node. */
  QUEUE("queue", Fold.MEAN, 1),
  /** Share of requests that failed. */
  ERRORS("error share", Fold.MEAN, 1),
  /** Models loaded since the sample before. */
  LOADS("model loads", Fold.SUM, 1),
  /** Starts of the inference service or of a runner since the sample before. */
  RESTARTS("restarts", Fold.SUM, 1),
  /** 1 where probes are answered, otherwise 0. */
  ANSWERS("answers", Fold.MEAN, -1),
  /** Seconds without any token while requests run. */
  SILENCE("silence", Fold.MAX, 1),
  /** Models whose unloading is overdue. */
  STUCK_UNLOADS("stuck unloads", Fold.MAX, 1);

  /** How the samples of a point become one number. */
  enum Fold {
    MEAN,
    SUM,
    MAX
  }

  /** How many there are. */
  public static final int COUNT = values().length;

  private final String text;
  private final Fold fold;
  private final int worse;

  Metric(String text, Fold fold, int worse) {
    this.text = text;
    this.fold = fold;
    this.worse = worse;
  }

  /** As told to people. */
  public String text() {
    return text;
  }

  /** Where it stands in an array of all metrics. */
  @SuppressWarnings("EnumOrdinal") // arrays by metric live no longer than the process
  public int place() {
    return ordinal();
  }

  Fold fold() {
    return fold;
  }

  /** 1 where more is worse, -1 where less is, 0 where neither says anything. */
  public int worse() {
    return worse;
  }
}
