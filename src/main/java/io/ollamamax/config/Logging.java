package io.ollamamax.config;

import java.nio.file.Path;
import java.util.Optional;

/** The section {@code logging}. */
public record Logging(
    @Setting(text = "One line for each request", byDefault = "true") boolean access,
    @Setting(text = "Least level that is logged", byDefault = "info") Level level,
    @Setting(text = "File to log to, by default standard error", effect = Effect.RESTART)
        Optional<Path> file) {

  /** Levels of log lines, the most talkative first. */
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }
}
