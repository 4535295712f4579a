package io.ollamamax;

import io.ollamamax.cluster.ControlState;
import io.ollamamax.cluster.MemoryControlState;
import io.ollamamax.config.Config;
import io.ollamamax.state.FileControlState;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a gateway keeps its control state. */
public final class ControlStates {
  private ControlStates() {}

  /**
   * Opens the control state of a gateway: in {@code cluster.data_dir}, or else in a folder for the
   * port that it listens at, or in memory where that port is 0.
   *
   * @throws ControlState.UnavailableException where it cannot be read or written
   */
  public static ControlState open(Config config, Map<String, String> environment) {
    int port = config.gateway().listen().port();
    Optional<Path> folder = config.cluster().dataDir();
    if (folder.isEmpty() && port != 0) {
      folder = Optional.of(home(environment).resolve("ollama-distributed").resolve("" + port));
    }
    return folder.<ControlState>map(FileControlState::new).orElseGet(MemoryControlState::new);
  }

  /** The folder of a state that outlives its process. */
  static Optional<Path> folder(ControlState state) {
    return state instanceof FileControlState file ? Optional.of(file.folder()) : Optional.empty();
  }

  /** Where programs keep their state. */
  static Path home(Map<String, String> environment) {
    String given = environment.getOrDefault("XDG_STATE_HOME", "");
    return given.isBlank()
        ? Path.of(System.getProperty("user.home"), ".local", "state")
        : Path.of(given);
  }
}
