package io.ollamamax.simnode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One model's runner on a node: loaded or not, its slots, and who waits for one. Event loop only.
 */
final class Runner {
  private static final Duration FOREVER = Duration.ofDays(36_500);

  private enum State {
    GONE,
    LOADING,
    READY
  }

  private final SimNode node;
  private final SimModel model;
  private final Set<Execution> active = new LinkedHashSet<>();
  private final Deque<Execution> waiting = new ArrayDeque<>();
  private State state;
  private @Nullable Execution loadedFor;
  private int context;
  private Instant expiresAt = Instant.now();
  private int loads;

  Runner(SimNode node, SimModel model, boolean loaded) {
    this.node = node;
    this.model = model;
    this.state = loaded ? State.READY : State.GONE;
    this.context = model.context();
    keep(Ask.KEEP_ALIVE);
  }

  int waiting() {
    return waiting.size();
  }

  int working() {
    return active.size();
  }

  /** Loads begun since the start. */
  int loads() {
    return loads;
  }

  boolean works(Execution execution) {
    return active.contains(execution);
  }

  boolean knows(Execution execution) {
    return works(execution) || waiting.contains(execution);
  }

  void enter(Execution execution) {
    waiting.add(execution);
    pump();
  }

  /** The execution is over; a load that it waited for is given up. */
  void leave(Execution execution) {
    waiting.remove(execution);
    if (active.remove(execution)) {
      keep(execution.ask().keepAlive());
    }
    if (state == State.LOADING && execution == loadedFor) {
      state = State.GONE;
    }
    pump();
  }

  private void pump() {
    while (state != State.LOADING && !waiting.isEmpty()) {
      Execution head = waiting.element();
      if (loaded() && mustReload(head)) {
        if (!active.isEmpty()) {
          return;
        }
        state = State.GONE;
      }
      if (!loaded()) {
        load(head);
      } else if (active.size() < node.settings().parallel()) {
        waiting.remove();
        active.add(head);
        head.begin(head == loadedFor ? node.condition().load().time().toNanos() : 0);
      } else {
        return;
      }
    }
  }

  private boolean mustReload(Execution head) {
    int wanted = head.ask().context();
    return head != loadedFor && ((wanted > 0 && wanted != context) || node.condition().thrashes());
  }

  private void load(Execution first) {
    state = State.LOADING;
    loadedFor = first;
    loads++;
    Effect.Load load = node.condition().load();
    node.later(load.time().toNanos(), () -> loaded(first, load));
  }

  private void loaded(Execution first, Effect.Load load) {
    if (state != State.LOADING || loadedFor != first) {
      return;
    }
    if (!load.error().isEmpty()) {
      state = State.GONE;
      first.fail(load.error());
      return;
    }
    state = State.READY;
    context = first.ask().context() > 0 ? first.ask().context() : model.context();
    keep(first.ask().keepAlive());
    pump();
  }

  private void keep(Duration keepAlive) {
    Duration kept =
        keepAlive.isNegative() || keepAlive.compareTo(FOREVER) > 0 ? FOREVER : keepAlive;
    expiresAt = Instant.now().plus(kept);
  }

  /** Whether the model is in memory; it leaves when its time is up and nothing works with it. */
  boolean loaded() {
    if (state == State.READY
        && active.isEmpty()
        && !node.condition().stuck()
        && Instant.now().isAfter(expiresAt)) {
      state = State.GONE;
    }
    return state == State.READY;
  }

  /** Loads the model, or keeps it for another time, or unloads it: a request without a prompt. */
  void touch(Duration keepAlive) {
    if (keepAlive.isZero() && active.isEmpty()) {
      state = State.GONE;
    } else if (!keepAlive.isZero()) {
      state = State.READY;
      keep(keepAlive);
    }
  }

  /** The model is no longer in memory for those that come. */
  void unload() {
    state = State.GONE;
  }

  /** Its row in {@code /api/ps}. */
  ObjectNode row() {
    ObjectNode row = Library.row(model);
    row.put(
        "expires_at",
        (node.condition().stuck() ? Instant.now().minusSeconds(60) : expiresAt).toString());
    row.put("size_vram", node.condition().vram(SimModel.SIZE));
    return row.put("context_length", context);
  }

  /** Its state for the control API. */
  ObjectNode view() {
    return Json.object()
        .put("model", model.name())
        .put("loaded", loaded())
        .put("working", working())
        .put("waiting", waiting())
        .put("loads", loads);
  }
}
