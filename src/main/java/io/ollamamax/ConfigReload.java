package io.ollamamax;

import io.ollamamax.config.ConfigLoader;
import io.ollamamax.config.store.Author;
import io.ollamamax.config.store.ConfigStore;
import io.ollamamax.config.store.Outcome;
import io.ollamamax.loop.Sequencer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executor;

/** Reads the file of the start anew: when it is told to, or when the file was changed. */
public final class ConfigReload {
  private static final System.Logger LOG = System.getLogger("config");
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final ConfigStore store;
  private final Path file;
  private final Executor blocking;
  private final Sequencer timer;

  /**
   * @param file absolute
   * @param blocking runs what reads and writes files
   */
  ConfigReload(ConfigStore store, Path file, Executor blocking, Sequencer timer) {
    this.store = store;
    this.file = file;
    this.blocking = blocking;
    this.timer = timer;
  }

  /** Reads the file soon. */
  public void request(String who) {
    blocking.execute(() -> read(who));
  }

  private void read(String who) {
    try {
      apply(who, ConfigLoader.bytes(file));
    } catch (NoSuchFileException e) {
      LOG.log(Level.WARNING, "reload of {0}: the file does not exist", file);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "reload of {0}: the file cannot be read: {1}", file, e.getMessage());
    }
  }

  private void apply(String who, byte[] text) {
    Outcome outcome = store.reload(new Author(who, ""), file.toString(), text, false);
    Level level = outcome instanceof Outcome.Applied ? Level.INFO : Level.WARNING;
    LOG.log(level, "reload of {0}: {1}", file, outcome.text());
  }

  /** Looks each second whether the file was changed and is at rest, and takes it over then. */
  public void watch() {
    blocking.execute(() -> look(new byte[0], new byte[0]));
  }

  private void look(byte[] seen, byte[] refused) {
    byte[] now = current();
    boolean atRest = now.length > 0 && Arrays.equals(now, seen);
    boolean taken = store.hasAdopted(file.toString(), now) || Arrays.equals(now, refused);
    if (atRest && !taken) {
      apply("watch", now);
    }
    byte[] tried = atRest ? now : refused;
    timer.schedule(PERIOD, () -> blocking.execute(() -> look(now, tried)));
  }

  /** Empty while there is no such file. */
  private byte[] current() {
    try {
      return ConfigLoader.bytes(file);
    } catch (IOException e) {
      return new byte[0];
    }
  }
}
