package io.ollamamax.cluster;

import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A {@link ControlState} that ends with its process. */
public final class MemoryControlState implements ControlState {
  private final List<Consumer<Snapshot>> listeners = new CopyOnWriteArrayList<>();
  private volatile Snapshot snapshot = new Snapshot(1, 0, new TreeMap<>());

  @Override
  public Snapshot snapshot() {
    return snapshot;
  }

  @Override
  public synchronized Snapshot commit(Write write) {
    Snapshot after = snapshot.after(write);
    snapshot = after;
    listeners.forEach(listener -> listener.accept(after));
    return after;
  }

  @Override
  public void onChange(Consumer<Snapshot> listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {}
}
