package io.ollamamax.simnode;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request for tokens under way, from its arrival to its end. Event loop only.
 *
 * <p>Arrival, then a slot and a loaded model from the {@link Runner}, then piece by piece; the
 * fault that strikes it takes hold where its {@link Effect} says.
 */
final class Execution {
  private static final Piece GARBAGE = new Piece(Piece.Kind.TEXT, "GGGG");

  private final SimNode node;
  private final Ask ask;
  private final Reply reply;
  private final Voice voice;
  private final Runner runner;
  private final long arrivedAt = System.nanoTime();
  private final StringBuilder made = new StringBuilder();

  private Strike strike = Strike.NONE;
  private boolean held;
  private boolean waitsForRoom;
  private boolean over;
  private long loadNanos;
  private long firstAt;
  private int next;

  Execution(SimNode node, Ask ask, Reply reply, Voice voice, Runner runner) {
    this.node = node;
    this.ask = ask;
    this.reply = reply;
    this.voice = voice;
    this.runner = runner;
    this.next = ask.first();
  }

  Ask ask() {
    return ask;
  }

  // ---- arrival ----

  /** The request has arrived, and meets this fault. */
  void arrive(@Nullable Fault meets) {
    if (meets != null) {
      Effect effect = node.condition().effect(meets, ask.name());
      strike = Strike.of(meets, effect, next, end(), node.random());
    }
    switch (strike.effect()) {
      case Effect.Refuse refusal -> {
        strike();
        finish();
        reply.error(refusal.status(), refusal.error());
      }
      case Effect.Hold ignored -> hold();
      default -> queue();
    }
  }

  private void queue() {
    if (node.queueIsFull()) {
      finish();
      reply.error(503, Catalogue.BUSY);
    } else {
      runner.enter(this);
    }
  }

  /** It has a slot, and the model is loaded; the load took this long for it. */
  void begin(long loadTime) {
    loadNanos = loadTime;
    switch (strike.effect()) {
      case Effect.Load load -> {
        strike();
        loadNanos = load.time().toNanos();
        later(loadNanos, () -> loaded(load));
      }
      case Effect.Prefill prefill -> {
        strike();
        later(prefill.time().toNanos(), this::next);
      }
      default -> later(pause(), this::next);
    }
  }

  private void loaded(Effect.Load load) {
    if (load.error().isEmpty()) {
      next();
    } else {
      fail(load.error());
    }
  }

  // ---- tokens ----

  private void next() {
    if (over || held) {
      return;
    }
    if (!reply.writable()) {
      waitsForRoom = true;
      return;
    }
    if (strike.isDue(next) && takesHold()) {
      return;
    }
    if (next < end()) {
      emit(strike.garbles() ? GARBAGE : ask.piece(next));
    } else {
      complete(next < ask.size() ? "length" : "stop");
    }
  }

  /** The fault strikes at this token; true where nothing follows in the usual way. */
  private boolean takesHold() {
    switch (strike.effect()) {
      case Effect.Crash crash -> fail(crash.error());
      case Effect.Reset ignored -> {
        strike();
        finish();
        if (next < end() && streams()) {
          start();
          reply.breakWithin(voice.piece(ask.piece(next)), node.random());
        } else {
          reply.reset();
        }
      }
      case Effect.End ignored -> endWithoutDone("");
      case Effect.Repeat repeat -> {
        strike();
        repeat(repeat, repeat.times());
      }
      case Effect.Hang ignored -> hold();
      case Effect.Slow ignored -> strike();
      case Effect.Leak ignored -> strike();
      case Effect.Garble ignored -> strike();
      case Effect.None ignored -> {}
      case Effect.Refuse ignored -> {}
      case Effect.Hold ignored -> {}
      case Effect.Load ignored -> {}
      case Effect.Prefill ignored -> {}
    }
    return over || held || strike.effect() instanceof Effect.Repeat;
  }

  private void emit(Piece piece) {
    if (firstAt == 0) {
      firstAt = System.nanoTime();
    }
    next++;
    String stop = piece.kind() == Piece.Kind.TEXT ? stopIn(piece) : null;
    int keeps = stop == null ? 0 : made.length() - made.indexOf(stop);
    String text = piece.text();
    send(
        stop == null
            ? piece
            : new Piece(piece.kind(), text.substring(0, Math.max(0, text.length() - keeps))));
    if (stop != null) {
      complete("stop");
    } else {
      later(pause(), this::next);
    }
    node.tokenMade();
  }

  private @Nullable String stopIn(Piece piece) {
    int before = made.length();
    if (!ask.stops().isEmpty()) {
      made.append(piece.text());
    }
    for (String stop : ask.stops()) {
      if (!stop.isEmpty() && made.indexOf(stop, Math.max(0, before - stop.length())) >= 0) {
        return stop;
      }
    }
    return null;
  }

  private void send(Piece piece) {
    byte[] bytes = voice.piece(piece);
    if (streams() && bytes.length > 0) {
      start();
      reply.chunk(bytes);
    }
  }

  private void repeat(Effect.Repeat repeat, int left) {
    if (over) {
      return;
    }
    if (left == 0) {
      endWithoutDone(repeat.error());
      return;
    }
    send(ask.piece(Math.min(next, ask.size() - 1)));
    later(pause(), () -> repeat(repeat, left - 1));
  }

  private int end() {
    int end = ask.limit() < 0 ? ask.size() : Math.min(ask.size(), ask.first() + ask.limit());
    int room = ask.context() > 0 ? ask.context() : ask.model().context();
    return ask.shifts() ? end : Math.min(end, ask.first() + Math.max(1, room - ask.promptTokens()));
  }

  private long pause() {
    return strike.pause(node.settings().interval().toNanos(), next, node.condition().leaked());
  }

  private boolean streams() {
    return ask.stream();
  }

  private void start() {
    if (!reply.begun()) {
      reply.begin(voice.contentType());
      byte[] opening = voice.opening();
      if (opening.length > 0) {
        reply.chunk(opening);
      }
    }
  }

  // ---- ends ----

  private void complete(String reason) {
    long now = System.nanoTime();
    Stats stats =
        new Stats(
            reason,
            now - arrivedAt,
            loadNanos,
            ask.promptTokens(),
            next - ask.first(),
            firstAt == 0 ? 0 : now - firstAt);
    finish();
    if (streams()) {
      start();
      reply.chunk(voice.closing(stats));
      reply.end();
    } else {
      reply.json(200, voice.whole(stats));
    }
  }

  private void endWithoutDone(String error) {
    strike();
    finish();
    if (!streams()) {
      reply.error(500, error.isEmpty() ? "the answer ended" : error);
      return;
    }
    start();
    if (!error.isEmpty()) {
      reply.chunk(voice.error(error));
    }
    reply.end();
  }

  /** The runner is gone: 500 where nothing was sent, else an error line and a proper end. */
  void fail(String error) {
    if (over) {
      return;
    }
    strike();
    finish();
    if (reply.begun()) {
      reply.chunk(voice.error(error));
      reply.end();
    } else {
      reply.error(500, error);
    }
  }

  private void finish() {
    over = true;
    node.ended(this);
    runner.leave(this);
  }

  /** The client has left, or the node's process has died; false where it was over before. */
  boolean cut() {
    if (over) {
      return false;
    }
    over = true;
    node.ended(this);
    if (strike.effect() instanceof Effect.Prefill prefill && firstAt == 0) {
      long spent = System.nanoTime() - arrivedAt;
      node.later(Math.max(0, prefill.time().toNanos() - spent), () -> runner.leave(this));
    } else {
      runner.leave(this);
    }
    return true;
  }

  // ---- faults while it runs ----

  /** The node as a whole meets this fault while the execution is under way. */
  void meetWhileRunning(Fault meets) {
    Effect effect = node.condition().effect(meets, ask.name());
    strike = Strike.now(meets, effect, next);
    switch (effect) {
      case Effect.Crash crash -> fail(crash.error());
      case Effect.Hang ignored -> hold();
      case Effect.Hold ignored when meets.mode() == Mode.STUCK_UNLOAD || !runner.works(this) ->
          hold();
      default -> {}
    }
  }

  /** The fault is over: what it held goes on. */
  void relieve(Fault ended) {
    if (!ended.equals(strike.fault())) {
      return;
    }
    boolean waited = held && !over;
    boolean arriving = strike.effect() instanceof Effect.Hold && !runner.knows(this);
    held = false;
    strike = Strike.NONE;
    if (waited && arriving) {
      queue();
    } else if (waited && runner.works(this)) {
      next();
    }
  }

  private void hold() {
    strike();
    held = true;
    Fault by = strike.fault();
    if (by != null && !by.running() && !by.duration().isZero()) {
      node.later(by.duration().toNanos(), () -> relieve(by));
    }
  }

  private void strike() {
    Fault by = strike.fault();
    if (by != null && strike.first()) {
      node.struck(ask.story().id(), by);
    }
  }

  /** The client takes more again. */
  void room() {
    if (waitsForRoom) {
      waitsForRoom = false;
      next();
    }
  }

  private void later(long nanos, Runnable task) {
    node.loop().schedule(task, nanos, TimeUnit.NANOSECONDS);
  }
}
