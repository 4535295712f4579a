package io.ollamamax.config.store;

import io.ollamamax.cluster.ControlState;
import io.ollamamax.cluster.ControlState.Snapshot;
import io.ollamamax.cluster.ControlState.StaleWriteException;
import io.ollamamax.cluster.ControlState.UnavailableException;
import io.ollamamax.cluster.ControlState.Write;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The last versions in the control state: one key for each, one for the number of the newest. */
final class VersionHistory {
  private static final int KEPT = 100;
  private static final String CURRENT = "config/current";
  private static final String VERSION = "config/version/";

  private final ControlState state;

  VersionHistory(ControlState state) {
    this.state = state;
  }

  /** The number of the newest version, 0 where there is none. */
  long newest() {
    return newest(state.snapshot());
  }

  private static long newest(Snapshot snapshot) {
    return Long.parseLong(snapshot.text(CURRENT).orElse("0"));
  }

  /** The newest version. */
  Optional<ConfigVersion> current(Snapshot snapshot) {
    return snapshot.text(key(newest(snapshot))).map(VersionHistory::read);
  }

  /** All that are kept, the newest first. */
  List<ConfigVersion> all() {
    return state.snapshot().entries().tailMap(VERSION).entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(VERSION))
        .map(entry -> read(entry.getValue().text()))
        .toList()
        .reversed();
  }

  /**
   * Adds the version after the newest, and says whether nobody else was first.
   *
   * @throws UnavailableException where it cannot be made durable
   */
  boolean add(ConfigVersion version) {
    Snapshot before = state.snapshot();
    if (newest(before) != version.number() - 1) {
      return false;
    }
    try {
      state.commit(
          new Write(
              Map.of(CURRENT, before.indexOf(CURRENT)),
              Map.of(
                  CURRENT,
                  Long.toString(version.number()),
                  key(version.number()),
                  VersionText.write(version)),
              Set.of(key(version.number() - KEPT))));
      return true;
    } catch (StaleWriteException e) {
      return false;
    }
  }

  private static ConfigVersion read(String text) {
    try {
      return VersionText.read(text);
    } catch (RuntimeException e) { // whatever a text of another program holds
      throw new UnavailableException(
          "a stored version of the configuration cannot be read by this program: "
              + e.getMessage()
              + ". Start the program that wrote it, or move the control state away to start from"
              + " the configuration file",
          e);
    }
  }

  private static String key(long number) {
    return VERSION + "%012d".formatted(number);
  }
}
