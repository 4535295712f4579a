package io.ollamamax.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ollamamax.cluster.ControlState.Snapshot;
import io.ollamamax.cluster.ControlState.StaleWriteException;
import io.ollamamax.cluster.ControlState.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link ControlState} does. */
public abstract class ControlStateContract {
  /** An empty state; closed by the test. */
  protected abstract ControlState open() throws Exception;

  @Test
  void aWriteIsApplied() throws Exception {
    try (ControlState state = open()) {
      assertEquals(0, state.snapshot().index());
      assertEquals(Optional.empty(), state.snapshot().text("a"));
      Snapshot after = state.commit(Write.put("a", "1"));
      assertEquals(after, state.snapshot());
      assertEquals(Optional.of("1"), after.text("a"));
      assertEquals(1, after.index());
      assertEquals(1, after.indexOf("a"));
    }
  }

  @Test
  void severalKeysAreOneWrite() throws Exception {
    try (ControlState state = open()) {
      state.commit(Write.put("a", "1"));
      Snapshot after =
          state.commit(new Write(Map.of(), Map.of("b", "2", "c", "3"), Set.of("a", "none")));
      assertEquals(Set.of("b", "c"), after.entries().keySet());
      assertEquals(2, after.indexOf("b"));
      assertEquals(2, after.indexOf("c"));
      assertEquals(0, after.indexOf("a"));
    }
  }

  @Test
  void aStaleWriteChangesNothing() throws Exception {
    try (ControlState state = open()) {
      state.commit(Write.put("a", "1"));
      Snapshot before = state.commit(Write.put("b", "1"));
      for (long stale : new long[] {0, 2}) {
        assertThrows(
            StaleWriteException.class,
            () ->
                state.commit(new Write(Map.of("a", stale), Map.of("a", "2", "c", "2"), Set.of())));
      }
      assertEquals(before, state.snapshot());
      Snapshot after =
          state.commit(new Write(Map.of("a", 1L, "c", 0L), Map.of("a", "2"), Set.of()));
      assertEquals(Optional.of("2"), after.text("a"));
    }
  }

  @Test
  void listenersAreToldEachStateInItsOrder() throws Exception {
    try (ControlState state = open()) {
      List<Snapshot> told = new ArrayList<>();
      state.commit(Write.put("a", "0"));
      state.onChange(told::add);
      Snapshot one = state.commit(Write.put("a", "1"));
      Snapshot two = state.commit(Write.put("a", "2"));
      assertEquals(List.of(one, two), told);
    }
  }

  @Test
  void ofRivalWritersOneWins() throws Exception {
    try (ControlState state = open();
        ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> won = new ArrayList<>();
      for (int writer = 0; writer < 8; writer++) {
        won.add(writers.submit(() -> increments(state, 5)));
      }
      int sum = 0;
      for (Future<Integer> count : won) {
        sum += count.get();
      }
      assertEquals(Optional.of("40"), state.snapshot().text("count"));
      assertEquals(40, sum);
      assertEquals(40, state.snapshot().index());
    }
  }

  private static int increments(ControlState state, int times) {
    int done = 0;
    while (done < times) {
      done += increments(state) ? 1 : 0;
    }
    return done;
  }

  /** Whether nobody else was first. */
  private static boolean increments(ControlState state) {
    Snapshot seen = state.snapshot();
    int next = Integer.parseInt(seen.text("count").orElse("0")) + 1;
    try {
      state.commit(
          new Write(
              Map.of("count", seen.indexOf("count")),
              Map.of("count", Integer.toString(next)),
              Set.of()));
      return true;
    } catch (StaleWriteException e) {
      return false;
    }
  }
}
