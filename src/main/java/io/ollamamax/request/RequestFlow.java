package io.ollamamax.request;

import io.ollamamax.cluster.ModelRoute;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.ollama.Json;
import io.ollamamax.ollama.LineScanner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request from admission to its end: chooses nodes, tries again, and carries a broken stream on
 * at another node. A state machine (drawn in the package's documentation) that is told events and
 * asks for {@link Effects}; it knows no network and no clock but {@link Shared#time()}.
 *
 * <p>Events of an exchange carry its leg; those of a leg that was given up are ignored.
 */
public final class RequestFlow {
  private enum Phase {
    WAITING,
    /** The node loads the model, for this request and others. */
    LOADING,
    /** Sent, no line yet. */
    OPENING,
    /** Lines go to the client. */
    RELAYING,
    /** Reading the target's models. */
    INSPECTING,
    RENDERING,
    /** Run again; what was sent is compared and dropped. */
    REPLAYING,
    FINISHED;

    boolean betweenTokens() {
      return this == RELAYING || this == REPLAYING;
    }
  }

  private static final byte[] NOTHING = new byte[0];
  private static final String DEADLY =
      "this request crashed the model's runner on two nodes and is refused for 10 minutes; change"
          + " it";

  private final Shared shared;
  private final Effects effects;
  private final Policy policy;
  private final Rhythm rhythm;
  private final LineScanner scanner = new LineScanner();
  private final long startedAt;

  private RequestSpec spec;
  private Attempts attempts;
  private Answer answer;
  private Recovery recovery;
  private Replay replay = new Replay("");

  private Phase phase = Phase.WAITING;
  private int leg;
  private boolean legOpen;
  private @Nullable NodeView node;
  private boolean startedLoad;
  private boolean suspected;
  private boolean paused;

  private long idleSince;
  private long wakeAt;
  private long lastSign;
  private String lastError = "";
  private int lastStatus;
  private byte[] lastReply = NOTHING;

  public RequestFlow(RequestSpec spec, Shared shared, Effects effects) {
    this.spec = spec;
    this.shared = shared;
    this.effects = effects;
    this.policy = shared.policy().get();
    this.rhythm = new Rhythm(policy);
    this.startedAt = now();
    this.idleSince = startedAt;
    this.attempts = new Attempts(spec, shared, policy);
    this.answer = new Answer(spec, shared, effects, startedAt);
    this.recovery = new Recovery(spec);
  }

  /** Begins; called once. */
  public void start() {
    shared.budget().requestStarted();
    if (shared.crashes().refusesAny() && shared.crashes().refused(spec.fingerprint(), now())) {
      respondError(500, DEADLY);
      return;
    }
    next();
  }

  /** Whether the flow is over. */
  public boolean finished() {
    return phase == Phase.FINISHED;
  }

  // ---- choosing a node ----

  private void next() {
    ModelRoute route = shared.routes().get().route(spec.model());
    if (route == null && attempts.visited().isEmpty() && !answer.begun()) {
      lastStatus = 404;
      lastError = "model '" + spec.requested() + "' not found";
      lastReply = Json.error(lastError);
      giveUp();
      return;
    }
    if (attempts.counted() > policy.retryAttempts()
        || (!policy.enabled() && !attempts.visited().isEmpty())) {
      giveUp();
      return;
    }
    String refusal = answer.begun() && answer.sent().tokens() > 0 ? refusal() : null;
    if (refusal != null) {
      lastError = lastError + "; " + refusal;
      giveUp();
      return;
    }
    NodeView target = route == null ? null : choose(route);
    if (target == null && lastStatus == 404) {
      giveUp();
    } else if (target == null || !attempts.pay()) {
      waitAWhile(route);
    } else {
      approach(target);
    }
  }

  private @Nullable NodeView choose(ModelRoute route) {
    NodeView target = shared.router().choose(route, attempts.tried(), now(), policy);
    NodeId loading = target == null || loaded(target) ? null : shared.modelLoads().at(spec.model());
    if (loading == null || attempts.tried().contains(loading)) {
      return target;
    }
    for (NodeView candidate : route.present()) {
      if (candidate.id().equals(loading)) {
        return candidate;
      }
    }
    return target;
  }

  private boolean loaded(NodeView target) {
    var model = target.models().get(spec.model());
    return model != null && model.loaded();
  }

  private void waitAWhile(@Nullable ModelRoute route) {
    long delay = Backoff.delay(policy.retryDelay(), attempts.nextRound(), shared.random());
    if (now() + delay - idleSince > policy.queueTimeout()) {
      if (lastError.isEmpty()) {
        lastError =
            route == null ? "no node has the model any more" : "no node is fit to serve the model";
      }
      giveUp();
      return;
    }
    pause(delay);
  }

  private void pause(long nanos) {
    phase = Phase.WAITING;
    wakeAt = now() + nanos;
    arm();
  }

  private void approach(NodeView target) {
    node = target;
    attempts.start(target, now());
    boolean fresh = answer.sent().tokens() == 0;
    if (!fresh && refusal() != null) {
      answer.startOver();
      fresh = true;
    }
    if (fresh) {
      answer.clear();
      recovery.dispatched(target);
    }
    if (policy.enabled() && spec.operation().infers() && !loaded(target)) {
      load(target);
    } else {
      engage(fresh);
    }
  }

  private void load(NodeView target) {
    try {
      byte[] body = spec.loadBody();
      begin(Phase.LOADING);
      String path = (spec.operation().embeds() ? Operation.EMBED : Operation.GENERATE).path();
      startedLoad = effects.load(leg, target, spec.model(), path, body);
    } catch (IOException e) {
      engage(answer.sent().tokens() == 0);
    }
  }

  /** The load that was waited for has ended; 200 where the model is there. */
  public void onLoaded(int ofLeg, int status, long retryAfter, byte[] reply) {
    if (ofLeg != leg || phase != Phase.LOADING) {
      return;
    }
    legOpen = false;
    if (status == 200) {
      engage(answer.sent().tokens() == 0);
    } else if (status == 400) {
      engage(true);
    } else if (startedLoad) {
      refused(status, retryAfter, reply);
    } else {
      failed(Failure.NOT_LOADED, errorText(reply), status, 0, reply);
    }
  }

  /** Sends what the node is to work at: the request, or what it takes to carry on. */
  private void engage(boolean fresh) {
    if (fresh) {
      post(spec.operation().path(), spec.body(), Phase.OPENING);
    } else {
      send("GET", "/api/tags", NOTHING, false, Phase.INSPECTING);
    }
  }

  /** Why what was sent cannot be carried on elsewhere, or null where it can. */
  private @Nullable String refusal() {
    return policy.failover() ? Continuation.refusal(spec, answer.sent()) : "enable_failover is off";
  }

  private void post(String path, byte[] body, Phase next) {
    send("POST", path, body, spec.lines(), next);
  }

  private void send(String method, String path, byte[] body, boolean lines, Phase next) {
    begin(next);
    effects.send(leg, requireNode(), method, path, body, lines);
  }

  private void begin(Phase next) {
    phase = next;
    leg++;
    legOpen = true;
    rhythm.begin(now());
    arm();
  }

  private NodeView requireNode() {
    if (node == null) {
      throw new IllegalStateException("no node is being worked at in phase " + phase);
    }
    return node;
  }

  private ModelLoad seen() {
    return shared.loads().of(requireNode().id()).of(spec.model());
  }

  // ---- what comes from the node ----

  /**
   * A whole line of the node's stream, {@code bytes[from, to)} with its line feed.
   *
   * @return whether it goes to the client as it came
   */
  public boolean onLine(int ofLeg, byte[] bytes, int from, int to) {
    if (ofLeg != leg || !legOpen) {
      return false;
    }
    if (!scanner.scan(bytes, from, to)) {
      failed(Failure.GARBLED, "a line is no JSON object");
      return false;
    }
    if (scanner.error()) {
      String text = errorText(Arrays.copyOfRange(bytes, from, to));
      failed(Replies.failure(text), text);
      return false;
    }
    try {
      return switch (phase) {
        case OPENING -> {
          firstToken();
          yield relay(bytes, from, to);
        }
        case RELAYING -> {
          rhythm.line(now());
          yield relay(bytes, from, to);
        }
        case REPLAYING -> {
          rhythm.line(now());
          yield replayed(bytes, from, to);
        }
        default -> false;
      };
    } catch (IOException e) {
      failed(Failure.GARBLED, "a line is no JSON");
      return false;
    }
  }

  private void firstToken() {
    seen().firstTokenAfter(rhythm.first(now()));
    phase = Phase.RELAYING;
    answer.firstToken(requireNode(), now());
    arm();
  }

  private boolean relay(byte[] bytes, int from, int to) throws IOException {
    if (scanner.done()) {
      return finish(bytes, from, to);
    }
    attempts.delivered();
    return answer.piece(scanner, bytes, from, to, recovery.raw());
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

  /**
   * The whole reply of an exchange without lines, or with a status other than 200.
   *
   * @param retryAfter what the node asked for, in nanoseconds; 0 where it asked for nothing
   */
  public void onReply(int ofLeg, int status, long retryAfter, byte[] body) {
    if (ofLeg != leg || !legOpen) {
      return;
    }
    legOpen = false;
    try {
      if (status != 200) {
        refused(status, retryAfter, body);
      } else if (phase == Phase.INSPECTING) {
        inspected(body);
      } else if (phase == Phase.RENDERING) {
        rendered(body);
      } else if (phase == Phase.OPENING) {
        attempts.succeeded(now(), 0);
        close(200, body, requireNode().id().value());
      } else {
        failed(Failure.GARBLED, "a whole reply where lines were asked for");
      }
    } catch (IOException e) {
      failed(Failure.GARBLED, "its reply is no JSON");
    }
  }

  private void refused(int status, long retryAfter, byte[] body) {
    String text = errorText(body);
    Failure failure = Replies.failure(status, text);
    if (failure != null) {
      failed(failure, text, status, retryAfter, body);
    } else if (answer.begun()) {
      lastError = text;
      attempts.release();
      giveUp();
    } else {
      close(status, body, requireNode().id().value());
    }
  }

  /** The node's answer ended properly. */
  public void onEnd(int ofLeg) {
    if (ofLeg == leg && legOpen) {
      failed(Failure.CUT, "");
    }
  }

  /**
   * The exchange broke: {@link Failure#REFUSED}, {@link Failure#LOST} or {@link Failure#GARBLED}.
   */
  public void onBroken(int ofLeg, Failure failure, String detail) {
    if (ofLeg == leg && legOpen) {
      failed(failure, detail);
    }
  }

  private void failed(Failure failure, String detail) {
    failed(failure, detail, 0, 0, NOTHING);
  }

  private void failed(Failure failure, String detail, int status, long retryAfter, byte[] reply) {
    NodeView at = requireNode();
    drop();
    lastStatus = status;
    lastReply = reply;
    lastError =
        "node " + at.id() + ": " + failure.text() + (detail.isEmpty() ? "" : " (" + detail + ")");
    if (failure == Failure.LATE) {
      seen().firstTokenAfter(now() - rhythm.silentSince(false));
    }
    attempts.failed(failure, now(), innocent(at, failure), retryAfter);
    shared.observer().attemptFailed(spec, at.id(), failure, detail, answer.sent().tokens());
    if (failure.worked()) {
      idleSince = now();
    }
    node = null;
    if (suspected) {
      pause(Backoff.delay(policy.retryDelay(), 0, shared.random()));
    } else {
      next();
    }
  }

  /** Whether the request rather than the node is at fault; keeps account of crashes. */
  private boolean innocent(NodeView at, Failure failure) {
    if (answer.sent().loops()) {
      return true;
    }
    if (failure != Failure.CRASHED || !policy.enabled()) {
      return false;
    }
    long fingerprint = spec.fingerprint();
    shared.crashes().add(at.id(), fingerprint, now());
    suspected = shared.crashes().deadly(fingerprint, now());
    return suspected;
  }

  /** After a pause in which other requests may have shown that the nodes are at fault. */
  private boolean condemned() {
    if (suspected && shared.crashes().deadly(spec.fingerprint(), now())) {
      shared.crashes().refuse(spec.fingerprint(), now());
      shared.observer().deadly(spec, attempts.visited());
      return true;
    }
    suspected = false;
    return false;
  }

  private void drop() {
    if (legOpen) {
      legOpen = false;
      effects.abort(leg);
    }
  }

  // ---- carrying on at another node ----

  private void inspected(byte[] tags) throws IOException {
    String unfit = recovery.unfit(requireNode(), tags);
    if (unfit != null) {
      failed(Failure.WRONG_NODE, unfit);
    } else if (recovery.replays(requireNode(), seen(), answer.sent().tokens(), policy)) {
      replay = new Replay(answer.sent().text());
      tellWay(FlowObserver.Way.REPLAY);
      post(spec.operation().path(), spec.body(), Phase.REPLAYING);
    } else {
      render();
    }
  }

  private void render() throws IOException {
    if (recovery.tooShort(requireNode())) {
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
      attempts.release();
      lastError = lastError + "; the answer has bytes or tokens that text does not stand for";
      giveUp();
      return;
    }
    if (Continuation.left(spec, answer.sent().tokens()).orElse(1) == 0) {
      complete(answer.lengthReached());
      return;
    }
    byte[] body = recovery.goOn(prompt, answer.sent());
    tellWay(FlowObserver.Way.RENDERED);
    post(Operation.GENERATE.path(), body, Phase.OPENING);
  }

  private void tellWay(FlowObserver.Way way) {
    shared.observer().continued(spec, requireNode().id(), way, answer.sent().tokens());
  }

  // ---- ends ----

  /** The last line came; true where it goes out as it is. */
  private boolean finish(byte[] bytes, int from, int to) throws IOException {
    boolean asItCame = answer.lastAsItCame(recovery.raw());
    byte[] own =
        asItCame
            ? NOTHING
            : answer.lastLine(scanner, Arrays.copyOfRange(bytes, from, to), recovery.rawBase());
    legOpen = false;
    attempts.succeeded(now(), rhythm.gapMean());
    if (asItCame) {
      over(200, true, "");
    } else {
      complete(own);
    }
    return asItCame;
  }

  /** Ends with this last line, in the client's way. */
  private void complete(byte[] last) throws IOException {
    if (spec.clientStreams()) {
      effects.write(last);
      over(200, true, "");
      effects.end();
    } else {
      close(200, answer.whole(last), node == null ? "" : node.id().value());
    }
  }

  private void giveUp() {
    RequestSpec other = spec.fallback();
    if (answer.begun()) {
      over(200, false, lastError);
      effects.breakOff(
          Shape.withLineFeed(
              Json.object().put("error", "the answer could not be finished: " + lastError)));
    } else if (other != null && policy.enabled()) {
      fallBack(other);
    } else if (lastStatus >= 400 && lastReply.length > 0) {
      close(lastStatus, lastReply, "");
    } else {
      respondError(503, "no node could answer: " + lastError);
    }
  }

  private void fallBack(RequestSpec other) {
    attempts.release();
    answer.sent().release();
    spec = other;
    attempts = new Attempts(other, shared, policy);
    answer = new Answer(other, shared, effects, startedAt);
    recovery = new Recovery(other);
    lastStatus = 0;
    lastReply = NOTHING;
    idleSince = now();
    next();
  }

  private void respondError(int status, String text) {
    lastError = text;
    close(status, Json.error(text), "");
  }

  private void close(int status, byte[] body, String servedBy) {
    over(status, status < 400, status < 400 ? "" : errorText(body));
    effects.respond(status, body, servedBy, spec, status == 503 ? retryAfterSeconds() : 0);
  }

  private int retryAfterSeconds() {
    ModelRoute route = shared.routes().get().route(spec.model());
    return route == null ? 1 : shared.router().retryAfterSeconds(route, now());
  }

  private void over(int status, boolean complete, String error) {
    phase = Phase.FINISHED;
    drop();
    attempts.release();
    shared.budget().requestEnded();
    List<NodeId> visited = new ArrayList<>(attempts.visited());
    shared
        .observer()
        .finished(
            spec,
            new FlowObserver.Outcome(
                status,
                complete,
                visited,
                answer.sent().tokens(),
                now() - startedAt,
                answer.firstTokenNanos(),
                error));
    answer.sent().release();
  }

  /** The client has left. */
  public void onClientGone() {
    if (!finished()) {
      over(499, false, "the client left");
    }
  }

  /** Whether the client takes no more at the moment: silence is then no sign of a hang. */
  public void onBackPressure(boolean on) {
    paused = on;
    rhythm.excuse(now());
    if (!on && !finished()) {
      arm();
    }
  }

  // ---- time ----

  /** The time asked for by {@link Effects#wake} has come. */
  public void onTimer() {
    if (finished()) {
      return;
    }
    long now = now();
    if (now - startedAt >= policy.requestTimeout()) {
      attempts.release();
      drop();
      lastStatus = 0;
      lastError = "gateway.request_timeout has passed; " + lastError;
      giveUp();
      return;
    }
    if (answer.begun() && phase != Phase.RELAYING && now - lastSign >= policy.keepalive()) {
      lastSign = now;
      answer.keepAlive();
    }
    if (phase == Phase.WAITING) {
      if (now - wakeAt < 0) {
        arm();
      } else if (condemned()) {
        lastError = DEADLY;
        lastStatus = 500;
        lastReply = Json.error(DEADLY);
        giveUp();
      } else {
        next();
      }
    } else if (!paused && now - rhythm.silentSince(phase.betweenTokens()) >= patience()) {
      failed(phase.betweenTokens() ? Failure.STALLED : Failure.LATE, "");
    } else {
      arm();
    }
  }

  /** How long silence is borne in this phase, in nanoseconds. */
  private long patience() {
    return switch (phase) {
      case INSPECTING -> rhythm.inspection();
      case RELAYING, REPLAYING -> rhythm.betweenTokens(seen(), phase == Phase.REPLAYING);
      case LOADING -> rhythm.beforeFirst(seen(), false);
      default -> rhythm.beforeFirst(seen(), loaded(requireNode()));
    };
  }

  private void arm() {
    long now = now();
    long until = startedAt + policy.requestTimeout() - now;
    if (phase == Phase.WAITING) {
      until = Math.min(until, wakeAt - now);
    } else if (!paused) {
      until = Math.min(until, rhythm.silentSince(phase.betweenTokens()) + patience() - now);
    }
    if (answer.begun() && phase != Phase.RELAYING) {
      if (lastSign == 0) {
        lastSign = now;
      }
      until = Math.min(until, lastSign + policy.keepalive() - now);
    } else {
      lastSign = 0;
    }
    effects.wake(Math.max(1, until));
  }

  private long now() {
    return shared.time().nanos();
  }

  private static String errorText(byte[] body) {
    return Replies.errorText(body);
  }
}
