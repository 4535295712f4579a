package io.ollamamax.config;

import java.nio.file.Path;
import java.util.Optional;

/** The section {@code logging}. */
public record Logging(
    @Setting(text = "One line for each request", byDefault = "true") boolean access,
    @Setting(text = "Least level that is logged", byDefault = "info") Level level,
    @Setting(text = "Lines as text, or as one JSON object each", byDefault = "text") Format format,
    @Setting(text = "File to log to beside standard error", effect = Effect.RESTART)
        Optional<Path> file,
    @Setting(
            text = "Size at which the file is put aside and a new one begun",
            byDefault = "64MiB",
            min = "4KiB",
            max = "1TiB")
        ByteSize maxSize,
    @Setting(text = "Older files that are kept", byDefault = "5", min = "0", max = "1000")
        int keep) {

  /** Levels of log lines, the most talkative first. */
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  /** How log lines look. */
  public enum Format {
    TEXT,
    JSON
  }
}
