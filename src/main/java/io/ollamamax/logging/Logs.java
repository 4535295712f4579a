package io.ollamamax.logging;

import io.ollamamax.config.Logging;
import java.io.IOException;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Sets the log's level, form and file as the configuration says. */
public final class Logs {
  private static final Logger ROOT = Logger.getLogger("");

  private Logs() {}

  /**
   * Applies the {@code logging} section at the start.
   *
   * @throws IOException where the file cannot be written
   */
  public static void configure(Logging logging) throws IOException {
    if (logging.file().isPresent()) {
      ROOT.addHandler(
          new RotatedFile(logging.file().get(), logging.maxSize().bytes(), logging.keep()));
    }
    apply(logging);
    Logger.getLogger("io.netty").setLevel(Level.WARNING);
  }

  /** Applies what may change while the gateway runs: all but the file's name. */
  public static void apply(Logging logging) {
    Level level =
        switch (logging.level()) {
          case DEBUG -> Level.FINE;
          case INFO -> Level.INFO;
          case WARN -> Level.WARNING;
          case ERROR -> Level.SEVERE;
        };
    ROOT.setLevel(level);
    for (Handler handler : ROOT.getHandlers()) {
      handler.setLevel(level);
      handler.setFormatter(formatter(logging.format()));
      if (handler instanceof RotatedFile file) {
        file.limit(logging.maxSize().bytes(), logging.keep());
      }
    }
  }

  private static Formatter formatter(Logging.Format format) {
    return switch (format) {
      case TEXT -> new SimpleFormatter();
      case JSON -> new JsonLines();
    };
  }
}
