package io.ollamamax.cluster;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The decisions of a cluster: configuration, emergency switches, node registry, placement, healing
 * intents and results. A text for each key; a write is whole or not at all, and once it is
 * acknowledged it is durable on as many gateways as the implementation promises.
 *
 * <p>Reading never waits: it gives the copy that was last applied here. Safe for use by several
 * threads.
 */
public interface ControlState extends AutoCloseable {
  /** The last applied state. */
  Snapshot snapshot();

  /**
   * Applies a write and gives the state with it. Blocks until it is durable.
   *
   * @throws StaleWriteException where a key was written since; nothing is applied
   * @throws UnavailableException where it cannot be made durable; nothing is applied here
   */
  Snapshot commit(Write write);

  /** Is told each state that is applied from now on, one after the other; must not block. */
  void onChange(Consumer<Snapshot> listener);

  @Override
  void close();

  /**
   * A state.
   *
   * @param term grows with each start of a leader; actions of a lower one are refused
   * @param index of the last write in it, 0 where there was none
   */
  record Snapshot(long term, long index, SortedMap<String, Entry> entries) {
    public Snapshot {
      entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /** The text of a key. */
    public Optional<String> text(String key) {
      return Optional.ofNullable(entries.get(key)).map(Entry::text);
    }

    /** The index of a key's last write, 0 where it has none. */
    public long indexOf(String key) {
      Entry entry = entries.get(key);
      return entry == null ? 0 : entry.index();
    }

    /**
     * The state after a write.
     *
     * @throws StaleWriteException where an expectation does not hold
     */
    public Snapshot after(Write write) {
      write
          .expected()
          .forEach(
              (key, expected) -> {
                if (indexOf(key) != expected) {
                  throw new StaleWriteException(key, expected, indexOf(key));
                }
              });
      SortedMap<String, Entry> changed = new TreeMap<>(entries);
      changed.keySet().removeAll(write.removals());
      write.puts().forEach((key, text) -> changed.put(key, new Entry(text, index + 1)));
      return new Snapshot(term, index + 1, changed);
    }
  }

  /** A key's text and the index of the write that set it. */
  record Entry(String text, long index) {}

  /**
   * A write of several keys.
   *
   * @param expected for keys that must not have been written since: the index of their last write,
   *     0 for none
   * @param puts the new texts by key
   * @param removals keys to remove
   */
  record Write(Map<String, Long> expected, Map<String, String> puts, Set<String> removals) {
    public Write {
      expected = Map.copyOf(expected);
      puts = Map.copyOf(puts);
      removals = Set.copyOf(removals);
    }

    /** A write of one key, whatever it was before. */
    public static Write put(String key, String text) {
      return new Write(Map.of(), Map.of(key, text), Set.of());
    }
  }

  /** A key was written by someone else since it was read. */
  final class StaleWriteException extends RuntimeException {
    StaleWriteException(String key, long expected, long found) {
      super("%s was written at index %d, expected %d".formatted(key, found, expected));
    }
  }

  /** The state cannot be written, or not read. */
  final class UnavailableException extends RuntimeException {
    public UnavailableException(String message, Throwable cause) {
      super(message, cause);
    }

    public UnavailableException(String message) {
      super(message);
    }
  }
}
