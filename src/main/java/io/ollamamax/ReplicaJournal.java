package io.ollamamax;

import io.ollamamax.cluster.ControlState;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.redundancy.Copy;
import io.ollamamax.redundancy.Ownership;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

/** Keeps which copies were made here in the control state, one key for each. */
final class ReplicaJournal implements Ownership {
  private static final System.Logger LOG = System.getLogger("redundancy");
  private static final String PREFIX = "redundancy/copies/";

  private final ControlState state;
  private final Executor blocking;

  ReplicaJournal(ControlState state, Executor blocking) {
    this.state = state;
    this.blocking = blocking;
  }

  private static String key(Copy copy) {
    return PREFIX + copy.node() + "/" + copy.model();
  }

  @Override
  public Map<Copy, String> all() {
    Map<Copy, String> copies = new HashMap<>();
    state
        .snapshot()
        .entries()
        .forEach(
            (key, entry) -> {
              String[] parts = key.startsWith(PREFIX) ? split(key) : new String[0];
              if (parts.length == 2) {
                copies.put(new Copy(new ModelName(parts[1]), new NodeId(parts[0])), entry.text());
              }
            });
    return copies;
  }

  /** A node's name has no slash, a model's may have. */
  private static String[] split(String key) {
    return key.substring(PREFIX.length()).split("/", 2);
  }

  @Override
  public void made(Copy copy, String digest) {
    write(ControlState.Write.put(key(copy), digest), copy);
  }

  @Override
  public void gone(Copy copy) {
    write(new ControlState.Write(Map.of(), Map.of(), Set.of(key(copy))), copy);
  }

  private void write(ControlState.Write write, Copy copy) {
    blocking.execute(
        () -> {
          try {
            state.commit(write);
          } catch (ControlState.UnavailableException e) {
            LOG.log(
                Level.ERROR,
                "{0}: not written down, so it stays after a restart: {1}",
                copy,
                e.getMessage());
          }
        });
  }
}
