package io.ollamamax;

import io.ollamamax.config.Logging;
import java.io.IOException;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Sets the log's level and file as the configuration says. */
public final class Logs {
  private static final Logger ROOT = Logger.getLogger("");

  private Logs() {}

  /**
   * Applies the {@code logging} section.
   *
   * @throws IOException where the file cannot be written
   */
  public static void configure(Logging logging) throws IOException {
    if (logging.file().isPresent()) {
      FileHandler file = new FileHandler(logging.file().get().toString(), true);
      file.setFormatter(new SimpleFormatter());
      ROOT.addHandler(file);
    }
    setLevel(logging.level());
    Logger.getLogger("io.netty").setLevel(Level.WARNING);
  }

  /** Changes the least level that is logged. */
  static void setLevel(Logging.Level least) {
    Level level =
        switch (least) {
          case DEBUG -> Level.FINE;
          case INFO -> Level.INFO;
          case WARN -> Level.WARNING;
          case ERROR -> Level.SEVERE;
        };
    ROOT.setLevel(level);
    for (Handler handler : ROOT.getHandlers()) {
      handler.setLevel(level);
    }
  }
}
