package io.ollamamax.request;

import io.ollamamax.cluster.NodeModel;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.ollama.LineScanner;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One try at one node, through all its exchanges: has the model loaded where it is not, sends the
 * request or what it takes to carry a broken answer on, and relays what comes. Tells its owner how
 * it ended, once.
 *
 * <p>Events of an exchange carry its leg; those of a leg that was given up are ignored.
 */
final class Attempt {
  /** The request that this is a try of. */
  interface Owner {
    /** A number that no exchange of the request had. */
    int nextLeg();

    /** What is waited for has changed. */
    void waitsAnew();

    /** A piece of the answer was delivered. */
    void delivered();

    /** The node failed; what it replied is kept for the client. */
    void failed(Failure failure, String detail, Reply reply);

    /** The request is at fault, or no node can go on from here. */
    void refused(Reply reply, String why);

    /** The whole answer, of an operation that has no lines. */
    void answered(byte[] body);

    /** The last line went out as it came. */
    void relayed();

    /** The answer ends with this line. */
    void completed(byte[] lastLine) throws IOException;
  }

  /**
   * A node's reply.
   *
   * @param status 0 where there was none
   * @param retryAfter what the node asked for, in nanoseconds; 0 where it asked for nothing
   */
  record Reply(int status, long retryAfter, byte[] body) {
    static final Reply NONE = new Reply(0, 0, new byte[0]);

    String error() {
      return Replies.errorText(body);
    }
  }

  private enum Phase {
    /** The node loads the model, for this request and others. */
    LOADING,
    /** Sent, no line yet. */
    OPENING,
    /** Lines go to the client. */
    RELAYING,
    /** Reading the node's models. */
    INSPECTING,
    RENDERING,
    /** Run again; what was sent is compared and dropped. */
    REPLAYING;

    boolean betweenTokens() {
      return this == RELAYING || this == REPLAYING;
    }
  }

  private static final byte[] NOTHING = new byte[0];

  private final RequestSpec spec;
  private final NodeView node;
  private final Answer answer;
  private final Recovery recovery;
  private final Shared shared;
  private final Policy policy;
  private final Effects effects;
  private final Owner owner;
  private final ModelLoad seen;
  private final Rhythm rhythm;
  private final LineScanner scanner = new LineScanner();
  private final Stopwatch watch;
  private final Doubt doubt;

  private Phase phase = Phase.OPENING;
  private int leg;
  private boolean open;
  private boolean startedLoad;
  private long lateness;
  private Replay replay = new Replay("");

  /**
   * @param left nodes that the request has left so far because they seemed dead
   */
  Attempt(
      RequestSpec spec,
      NodeView node,
      Answer answer,
      Recovery recovery,
      Shared shared,
      Policy policy,
      Effects effects,
      Stopwatch watch,
      int left,
      Owner owner) {
    this.spec = spec;
    this.node = node;
    this.answer = answer;
    this.recovery = recovery;
    this.shared = shared;
    this.policy = policy;
    this.effects = effects;
    this.watch = watch;
    this.owner = owner;
    this.seen = shared.loads().of(node.id()).of(spec.model());
    this.rhythm = new Rhythm(policy);
    this.doubt = new Doubt(spec.model(), node.id(), shared, policy, left);
  }

  NodeView node() {
    return node;
  }

  /** What the try was like up to now. */
  Service service(@Nullable Failure failure) {
    return watch.read(node.id(), spec.model(), failure, now());
  }

  /** Whether the client is being given what comes. */
  boolean relays() {
    return phase == Phase.RELAYING;
  }

  /** Begins; called once. */
  void start() {
    if (policy.enabled() && spec.needsModel() && !loaded()) {
      load();
    } else {
      engage();
    }
  }

  /** Drops what is under way; nothing more comes of it. */
  void drop() {
    if (open) {
      open = false;
      effects.abort(leg);
    }
  }

  // ---- what is sent ----

  private void load() {
    byte[] body;
    try {
      body = spec.loadBody();
    } catch (IOException e) {
      engage();
      return;
    }
    begin(Phase.LOADING);
    Operation by = spec.operation().embeds() ? Operation.EMBED : Operation.GENERATE;
    startedLoad = effects.load(leg, node, spec.model(), by.path(), body);
  }

  /** Sends what the node is to work at: the request, or what it takes to carry on. */
  private void engage() {
    if (answer.sent().tokens() == 0) {
      post(spec.operation().path(), spec.body(), Phase.OPENING);
    } else {
      send("GET", "/api/tags", NOTHING, false, Phase.INSPECTING);
    }
  }

  private void post(String path, byte[] body, Phase next) {
    send("POST", path, body, spec.lines(), next);
  }

  private void send(String method, String path, byte[] body, boolean lines, Phase next) {
    begin(next);
    effects.send(leg, node, method, path, body, lines);
  }

  private void begin(Phase next) {
    phase = next;
    watch.sent(now());
    leg = owner.nextLeg();
    open = true;
    lateness = seen.lateness();
    rhythm.begin(now());
    owner.waitsAnew();
  }

  // ---- what comes ----

  /** As {@link RequestFlow#onLoaded}. */
  void onLoaded(int ofLeg, Reply reply) {
    if (ofLeg != leg || !open || phase != Phase.LOADING) {
      return;
    }
    open = false;
    watch.loaded(now());
    if (reply.status() == 200 || reply.status() == 400) {
      engage();
    } else if (startedLoad) {
      refused(reply);
    } else {
      owner.failed(Failure.NOT_LOADED, reply.error(), reply);
    }
  }

  /** As {@link RequestFlow#onLine}. */
  boolean onLine(int ofLeg, byte[] bytes, int from, int to) {
    if (ofLeg != leg || !open) {
      return false;
    }
    if (!scanner.scan(bytes, from, to)) {
      failed(Failure.GARBLED, "a line is no JSON object");
      return false;
    }
    if (scanner.error()) {
      String text = Replies.errorText(Arrays.copyOfRange(bytes, from, to));
      failed(Replies.failure(text), text);
      return false;
    }
    long now = now();
    seen.sign(now);
    if (!scanner.done()) {
      watch.piece(now);
      seen.token();
    }
    try {
      return switch (phase) {
        case OPENING -> {
          firstToken(now);
          yield relay(bytes, from, to);
        }
        case RELAYING -> {
          rhythm.line(now);
          yield relay(bytes, from, to);
        }
        case REPLAYING -> {
          rhythm.line(now);
          yield replayed(bytes, from, to);
        }
        default -> false;
      };
    } catch (IOException e) {
      failed(Failure.GARBLED, "a line is no JSON");
      return false;
    }
  }

  private void firstToken(long now) {
    seen.firstTokenAfter(rhythm.first(now));
    phase = Phase.RELAYING;
    answer.firstToken(node, now);
    owner.waitsAnew();
  }

  private boolean relay(byte[] bytes, int from, int to) throws IOException {
    if (scanner.done()) {
      return finish(bytes, from, to);
    }
    owner.delivered();
    return answer.piece(scanner, bytes, from, to, recovery.raw());
  }

  /** The last line came; true where it goes out as it is. */
  private boolean finish(byte[] bytes, int from, int to) throws IOException {
    if (answer.lastAsItCame(recovery.raw())) {
      open = false;
      owner.relayed();
      return true;
    }
    byte[] line = answer.lastLine(scanner, Arrays.copyOfRange(bytes, from, to), recovery.rawBase());
    open = false;
    owner.completed(line);
    return false;
  }

  /** Compares with what was sent; the first token past it goes out. */
  private boolean replayed(byte[] bytes, int from, int to) throws IOException {
    if (replay.caughtUp()) {
      phase = Phase.RELAYING;
      return relay(bytes, from, to);
    }
    int start = Math.max(scanner.textStart(), 0);
    int end = Math.max(scanner.textEnd(), start);
    String piece = end > start ? Transcript.decode(bytes, start, end) : "";
    switch (replay.next(piece, scanner.done())) {
      case KNOWN -> {}
      case BEYOND -> {
        phase = Phase.RELAYING;
        byte[] line = answer.line(replay.beyond());
        scanner.scan(line, 0, line.length);
        if (relay(line, 0, line.length)) {
          effects.write(line);
        }
      }
      case DIFFERENT -> {
        recovery.diverged();
        drop();
        render();
      }
    }
    return false;
  }

  /** As {@link RequestFlow#onReply}. */
  void onReply(int ofLeg, Reply reply) {
    if (ofLeg != leg || !open) {
      return;
    }
    open = false;
    try {
      if (reply.status() != 200) {
        refused(reply);
      } else if (phase == Phase.INSPECTING) {
        inspected(reply.body());
      } else if (phase == Phase.RENDERING) {
        rendered(reply.body());
      } else if (phase == Phase.OPENING) {
        owner.answered(reply.body());
      } else {
        failed(Failure.GARBLED, "a whole reply where lines were asked for");
      }
    } catch (IOException e) {
      failed(Failure.GARBLED, "its reply is no JSON");
    }
  }

  private void refused(Reply reply) {
    Failure failure = Replies.failure(reply.status(), reply.error());
    if (failure == null) {
      owner.refused(reply, reply.error());
    } else {
      owner.failed(failure, reply.error(), reply);
    }
  }

  /** As {@link RequestFlow#onEnd}. */
  void onEnd(int ofLeg) {
    onBroken(ofLeg, Failure.CUT, "");
  }

  /** As {@link RequestFlow#onBroken}. */
  void onBroken(int ofLeg, Failure failure, String detail) {
    if (ofLeg == leg && open) {
      failed(failure, detail);
    }
  }

  private void failed(Failure failure, String detail) {
    drop();
    owner.failed(failure, detail, Reply.NONE);
  }

  // ---- carrying on ----

  private void inspected(byte[] tags) throws IOException {
    String unfit = recovery.unfit(node, tags);
    if (unfit != null) {
      failed(Failure.WRONG_NODE, unfit);
    } else if (recovery.replays(node, seen, answer.sent().tokens(), policy)) {
      replay = new Replay(answer.sent().text());
      tellWay(FlowObserver.Way.REPLAY);
      post(spec.operation().path(), spec.body(), Phase.REPLAYING);
    } else {
      render();
    }
  }

  private void render() throws IOException {
    if (recovery.tooShort(node)) {
      failed(Failure.WRONG_NODE, "its context is shorter");
      return;
    }
    String prompt = recovery.prompt();
    if (prompt != null) {
      goOn(prompt);
    } else {
      String path = spec.operation().path();
      send("POST", path, Continuation.renderBody(spec), false, Phase.RENDERING);
    }
  }

  private void rendered(byte[] reply) throws IOException {
    String prompt = recovery.rendered(reply) ? recovery.prompt() : null;
    if (prompt == null) {
      failed(Failure.WRONG_NODE, "it cannot render a prompt; Ollama 0.11.5 or later can");
    } else {
      goOn(prompt);
    }
  }

  private void goOn(String prompt) throws IOException {
    if (!Continuation.standsFor(answer.sent().text())) {
      owner.refused(Reply.NONE, "the answer has bytes or tokens that text does not stand for");
      return;
    }
    if (Continuation.left(spec, answer.sent().tokens()).orElse(1) == 0) {
      owner.completed(answer.lengthReached());
      return;
    }
    byte[] body = recovery.goOn(prompt, answer.sent());
    tellWay(FlowObserver.Way.RENDERED);
    post(Operation.GENERATE.path(), body, Phase.OPENING);
  }

  private void tellWay(FlowObserver.Way way) {
    shared.observer().continued(spec, node.id(), way, answer.sent().tokens());
  }

  // ---- silence ----

  /** The client took nothing until now: silence was not the node's. */
  void excuse() {
    rhythm.excuse(now());
  }

  long gapMean() {
    return rhythm.gapMean();
  }

  /** The node has been silent for longer than is borne. */
  void silent() {
    long now = now();
    if (phase.betweenTokens()) {
      failed(Failure.STALLED, "");
    } else if (now - ownPatience() < 0) {
      failed(Failure.STALLED, "nor for anybody else there");
    } else {
      seen.lateAfter(now - rhythm.silentSince(false));
      failed(Failure.LATE, "");
    }
  }

  /** Until when the node may be silent, in monotonic nanoseconds. */
  long patientUntil() {
    long own = ownPatience();
    return awaitsToken()
        ? doubt.patientUntil(rhythm.silentSince(false), phase == Phase.LOADING, own)
        : own;
  }

  /** Whether the node has given nothing yet, so that only what others met there can tell of it. */
  boolean awaitsToken() {
    return !phase.betweenTokens() || (phase == Phase.REPLAYING && !rhythm.any());
  }

  private long ownPatience() {
    long patience =
        switch (phase) {
          case INSPECTING -> rhythm.inspection();
          case RELAYING, REPLAYING -> rhythm.betweenTokens(seen, phase == Phase.REPLAYING);
          case LOADING -> rhythm.beforeFirst(seen, false, lateness);
          case OPENING, RENDERING -> rhythm.beforeFirst(seen, loaded(), lateness);
        };
    return rhythm.silentSince(phase.betweenTokens()) + patience;
  }

  private boolean loaded() {
    NodeModel model = node.models().get(spec.model());
    return model != null && model.loaded();
  }

  private long now() {
    return shared.time().nanos();
  }
}
