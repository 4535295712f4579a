package io.ollamamax.prediction;

import java.util.Locale;

/** A feature of a node, sampled each second where it is known. Shares are 0 to 1. */
public enum Metric {
  HOST_MEMORY("host memory", Fold.MEAN, Unit.SHARE, 1),
  CPU("CPU", Fold.MEAN, Unit.SHARE, 1),
  DISK("disk", Fold.MEAN, Unit.SHARE, 1),
  GPU_MEMORY("VRAM", Fold.MEAN, Unit.SHARE, 1),
  /** Degrees Celsius. */
  GPU_TEMPERATURE("GPU temperature", Fold.MEAN, Unit.DEGREES, 1),
  GPU_UTILISATION("GPU utilisation", Fold.MEAN, Unit.SHARE, 0),
  /** Seconds. */
  FIRST_TOKEN("first-token time", Fold.MEAN, Unit.SECONDS, 1),
  /** Seconds between tokens. */
  INTER_TOKEN("inter-token time", Fold.MEAN, Unit.SECONDS, 1),
  /** Tokens a second of a stream. */
  TOKEN_RATE("token rate", Fold.MEAN, Unit.NUMBER, -1),
  /** Requests that wait on the node. */
  QUEUE("queue", Fold.MEAN, Unit.NUMBER, 1),
  /** Share of requests that failed. */
  ERRORS("error share", Fold.MEAN, Unit.SHARE, 1),
  /** Models loaded since the sample before. */
  LOADS("model loads", Fold.SUM, Unit.NUMBER, 1),
  /** Starts of the inference service or of a runner since the sample before. */
  RESTARTS("restarts", Fold.SUM, Unit.NUMBER, 1),
  /** 1 where probes are answered, otherwise 0. */
  ANSWERS("answers", Fold.MEAN, Unit.SHARE, -1),
  /** Seconds without any token while requests run. */
  SILENCE("silence", Fold.MAX, Unit.SECONDS, 1),
  /** Models whose unloading is overdue. */
  STUCK_UNLOADS("stuck unloads", Fold.MAX, Unit.NUMBER, 1);

  /** How the samples of a point become one number. */
  enum Fold {
    MEAN,
    SUM,
    MAX
  }

  /** What its values are. */
  public enum Unit {
    SHARE(" points of percent", 100),
    DEGREES(" °C", 1),
    SECONDS(" s", 1),
    NUMBER("", 1);

    private final String name;
    private final double factor;

    Unit(String name, double factor) {
      this.name = name;
      this.factor = factor;
    }

    /** A value with its unit, for people. */
    public String text(double value) {
      return String.format(Locale.ROOT, "%.3g%s", value * factor, name);
    }
  }

  /** How many there are. */
  public static final int COUNT = values().length;

  private final String text;
  private final Fold fold;
  private final Unit unit;
  private final int worse;

  Metric(String text, Fold fold, Unit unit, int worse) {
    this.text = text;
    this.fold = fold;
    this.unit = unit;
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

  public Unit unit() {
    return unit;
  }

  /** 1 where more is worse, -1 where less is, 0 where neither says anything. */
  public int worse() {
    return worse;
  }
}
