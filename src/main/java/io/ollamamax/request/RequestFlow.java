package io.ollamamax.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.cluster.ModelRoute;
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
    /** Sent, no line yet. */
    OPENING,
    /** Lines go to the client. */
    RELAYING,
    /** Reading the target's models. */
    INSPECTING,
    RENDERING,
    /** Run again; what was sent is compared and dropped. */
    REPLAYING,
    FINISHED
  }

  private static final long INSPECTION_PATIENCE = 5_000_000_000L;
  private static final int RHYTHM_FACTOR = 20;
  private static final int RETRY_AFTER_SECONDS = 1;
  private static final List<String> BEGINNINGS_OF_TEXT =
      List.of("<s>", "<bos>", "<|begin_of_text|>");

  private final RequestSpec spec;
  private final Shared shared;
  private final Effects effects;
  private final Policy policy;
  private final Shape shape;
  private final Attempts attempts;
  private final Transcript sent;
  private final Gathered gathered = new Gathered();
  private final LineScanner scanner = new LineScanner();
  private final long startedAt;

  private Phase phase = Phase.WAITING;
  private int leg;
  private boolean legOpen;
  private @Nullable NodeView node;
  private String digest = "";
  private int contextLength;
  private boolean begun;
  private boolean paused;

  private boolean rawLeg;
  private boolean diverged;
  private int rawBase;
  private String replayed = "";
  private int replayedTo;
  private @Nullable String prompt;

  private long phaseSince;
  private long lastLine;
  private long gapMean;
  private long idleSince;
  private long wakeAt;
  private long lastSign;
  private long firstTokenNanos = -1;
  private String lastError = "";
  private int lastStatus;
  private byte[] lastReply = new byte[0];

  public RequestFlow(RequestSpec spec, Shared shared, Effects effects) {
    this.spec = spec;
    this.shared = shared;
    this.effects = effects;
    this.policy = shared.policy().get();
    this.shape = new Shape(spec);
    this.attempts = new Attempts(shared);
    this.sent = new Transcript(shared.retained());
    this.startedAt = now();
    this.idleSince = startedAt;
  }

  /** Begins; called once. */
  public void start() {
    shared.budget().requestStarted();
    next();
  }

  /** Whether the flow is over. */
  public boolean finished() {
    return phase == Phase.FINISHED;
  }

  // ---- choosing a node ----

  private void next() {
    ModelRoute route = shared.routes().get().route(spec.model());
    if (!begun && route == null && attempts.visited().isEmpty()) {
      respondError(404, "model '" + spec.asked().model() + "' not found", "");
      return;
    }
    if (attempts.counted() > policy.retryAttempts()
        || (!policy.enabled() && !attempts.visited().isEmpty())) {
      giveUp();
      return;
    }
    String refusal = begun && sent.tokens() > 0 ? refusal() : null;
    if (refusal != null) {
      lastError = lastError + "; " + refusal;
      giveUp();
      return;
    }
    NodeView target = route == null ? null : shared.router().choose(route, attempts.tried(), now());
    if (target == null && lastStatus == 404) {
      giveUp();
    } else if (target == null || !attempts.pay()) {
      waitAWhile(route);
    } else {
      approach(target);
    }
  }

  private void waitAWhile(@Nullable ModelRoute route) {
    phase = Phase.WAITING;
    long delay = Backoff.delay(policy.retryDelay(), attempts.nextRound(), shared.random());
    if (now() + delay - idleSince > policy.queueTimeout()) {
      if (lastError.isEmpty()) {
        lastError =
            route == null ? "no node has the model any more" : "no node is fit to serve the model";
      }
      giveUp();
      return;
    }
    wakeAt = now() + delay;
    arm();
  }

  private void approach(NodeView target) {
    node = target;
    attempts.start(target);
    if (sent.tokens() == 0) {
      clearUnsent();
      digest = digestAt(target);
      contextLength = contextAt(target);
      open(spec.body(), spec.operation().path(), Phase.OPENING);
      return;
    }
    if (refusal() == null) {
      send("GET", "/api/tags", new byte[0], false, Phase.INSPECTING);
    } else {
      sent.clear();
      clearUnsent();
      open(spec.body(), spec.operation().path(), Phase.OPENING);
    }
  }

  /** Why what was sent cannot be carried on elsewhere, or null where it can. */
  private @Nullable String refusal() {
    return policy.failover() ? Continuation.refusal(spec, sent) : "enable_failover is off";
  }

  private String digestAt(NodeView target) {
    var model = target.models().get(spec.model());
    return model == null ? "" : model.digest();
  }

  private int contextAt(NodeView target) {
    var model = target.models().get(spec.model());
    return model == null ? 0 : model.contextLength();
  }

  private void clearUnsent() {
    gathered.clear();
    rawLeg = false;
    rawBase = 0;
  }

  private void open(byte[] body, String path, Phase next) {
    send("POST", path, body, spec.lines(), next);
  }

  private void send(String method, String path, byte[] body, boolean lines, Phase next) {
    phase = next;
    leg++;
    legOpen = true;
    phaseSince = now();
    lastLine = phaseSince;
    gapMean = 0;
    arm();
    effects.send(leg, requireNode(), method, path, body, lines);
  }

  private NodeView requireNode() {
    if (node == null) {
      throw new IllegalStateException("no node is being worked at in phase " + phase);
    }
    return node;
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
      failed(Failure.CRASHED, errorText(Arrays.copyOfRange(bytes, from, to)));
      return false;
    }
    long now = now();
    return switch (phase) {
      case OPENING -> {
        firstToken(now);
        yield relay(bytes, from, to, now);
      }
      case RELAYING -> relay(bytes, from, to, now);
      case REPLAYING -> replay(bytes, from, to, now);
      default -> false;
    };
  }

  private void firstToken(long now) {
    shared.loads().of(requireNode().id()).firstTokenAfter(now - phaseSince);
    if (firstTokenNanos < 0) {
      firstTokenNanos = now - startedAt;
    }
    phase = Phase.RELAYING;
    lastLine = now;
    if (spec.clientStreams() && !begun) {
      begun = true;
      effects.begin(requireNode());
    }
    arm();
  }

  private boolean relay(byte[] bytes, int from, int to, long now) {
    long gap = now - lastLine;
    gapMean = gapMean == 0 ? gap : gapMean + ((gap - gapMean) >> 3);
    lastLine = now;
    if (scanner.done()) {
      return finish(bytes, from, to);
    }
    if (scanner.thinking() || scanner.extras()) {
      sent.addBeyondText();
    }
    sent.add(bytes, scanner.textStart(), scanner.textEnd());
    attempts.delivered();
    if (!spec.clientStreams()) {
      gather(bytes, from, to);
      return false;
    }
    if (rawLeg) {
      if (scanner.textStart() < 0) {
        return false;
      }
      effects.write(
          shape.piece(bytes, scanner.textStart(), scanner.textEnd(), shared.time().now()));
      return false;
    }
    return true;
  }

  /** Compares with what was sent; the first token past it goes out. */
  private boolean replay(byte[] bytes, int from, int to, long now) {
    long gap = now - lastLine;
    gapMean = gapMean == 0 ? gap : gapMean + ((gap - gapMean) >> 3);
    lastLine = now;
    int end = scanner.textEnd();
    int start = Math.max(scanner.textStart(), 0);
    String piece = end > start ? Transcript.decode(bytes, start, end) : "";
    int missing = replayed.length() - replayedTo;
    if (missing == 0) {
      phase = Phase.RELAYING;
      return relay(bytes, from, to, now);
    }
    if (!scanner.done() && piece.length() <= missing && replayed.startsWith(piece, replayedTo)) {
      replayedTo += piece.length();
      return false;
    }
    if (piece.length() > missing && piece.startsWith(replayed.substring(replayedTo))) {
      phase = Phase.RELAYING;
      String rest = piece.substring(missing);
      byte[] line = shape.piece(rest, shared.time().now());
      scanner.scan(line, 0, line.length);
      if (relay(line, 0, line.length, now)) {
        effects.write(line);
      }
      return false;
    }
    diverged = true;
    drop();
    render();
    return false;
  }

  /** The whole reply of an exchange without lines, or with a status other than 200. */
  public void onReply(int ofLeg, int status, byte[] body) {
    if (ofLeg != leg || !legOpen) {
      return;
    }
    legOpen = false;
    if (phase == Phase.INSPECTING && status == 200) {
      inspected(body);
    } else if (phase == Phase.RENDERING && status == 200) {
      rendered(body);
    } else if (status == 200 && phase == Phase.OPENING) {
      shared.loads().of(requireNode().id()).succeeded(0);
      close(200, body, requireNode().id().value());
    } else {
      refused(status, body);
    }
  }

  private void refused(int status, byte[] body) {
    String text = errorText(body);
    if (status == 404) {
      failed(Failure.WRONG_NODE, text, status, body);
    } else if (status == 503 || status == 429) {
      failed(Failure.BUSY, text, status, body);
    } else if (status >= 500) {
      failed(Failure.CRASHED, text, status, body);
    } else if (status == 401 || status == 403 || status < 400) {
      failed(Failure.CRASHED, "it answered with status " + status);
    } else if (begun) {
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
    failed(failure, detail, 0, new byte[0]);
  }

  private void failed(Failure failure, String detail, int status, byte[] reply) {
    NodeView at = requireNode();
    drop();
    lastStatus = status;
    lastReply = reply;
    lastError =
        "node " + at.id() + ": " + failure.text() + (detail.isEmpty() ? "" : " (" + detail + ")");
    attempts.failed(failure, now());
    shared.observer().attemptFailed(spec, at.id(), failure, detail, sent.tokens());
    if (failure.worked()) {
      idleSince = now();
    }
    node = null;
    next();
  }

  private void drop() {
    if (legOpen) {
      legOpen = false;
      effects.abort(leg);
    }
  }

  // ---- carrying on at another node ----

  private void inspected(byte[] tags) {
    String found = "";
    try {
      for (JsonNode model : Json.read(tags).path("models")) {
        if (model.path("name").asText().equals(spec.model().value())) {
          found = model.path("digest").asText();
        }
      }
    } catch (IOException e) {
      failed(Failure.GARBLED, "its list of models is no JSON");
      return;
    }
    if (!found.equals(digest) && !digest.isEmpty()) {
      failed(Failure.WRONG_NODE, "it has another copy of the model");
      return;
    }
    NodeLoad load = shared.loads().of(requireNode().id());
    long gap = load.firstToken() + sent.tokens() * load.tokenGap();
    boolean sameContext =
        contextLength == 0
            || contextAt(requireNode()) == 0
            || contextAt(requireNode()) == contextLength;
    if (!diverged && !rawLeg && sameContext && Continuation.replays(spec, gap, policy)) {
      replayed = sent.text();
      replayedTo = 0;
      shared.observer().continued(spec, requireNode().id(), FlowObserver.Way.REPLAY, sent.tokens());
      open(spec.body(), spec.operation().path(), Phase.REPLAYING);
    } else {
      render();
    }
  }

  private void render() {
    int there = contextAt(requireNode());
    if (contextLength > 0 && there > 0 && there < contextLength) {
      failed(Failure.WRONG_NODE, "its context is shorter");
      return;
    }
    try {
      prompt = prompt != null ? prompt : Continuation.rawPrompt(spec);
      if (prompt != null) {
        goOn(prompt);
      } else {
        send(
            "POST", spec.operation().path(), Continuation.renderBody(spec), false, Phase.RENDERING);
      }
    } catch (IOException e) {
      failed(Failure.GARBLED, "the request could not be rendered");
    }
  }

  private void rendered(byte[] reply) {
    try {
      String text = Continuation.rendered(reply);
      if (text == null) {
        failed(Failure.WRONG_NODE, "it cannot render a prompt; Ollama 0.11.5 or later can");
        return;
      }
      for (String beginning : BEGINNINGS_OF_TEXT) {
        text = text.startsWith(beginning) ? text.substring(beginning.length()) : text;
      }
      prompt = text;
      goOn(text);
    } catch (IOException e) {
      failed(Failure.GARBLED, "its rendered prompt is no JSON");
    }
  }

  private void goOn(String rendered) throws IOException {
    String text = sent.text();
    if (text.indexOf('\uFFFD') >= 0 || text.contains("<|") || text.contains("</s>")) {
      attempts.release();
      lastError = lastError + "; the answer has bytes or tokens that text does not stand for";
      giveUp();
      return;
    }
    if (Continuation.left(spec, sent.tokens()).orElse(1) == 0) {
      byte[] last = shape.length(sent.tokens(), now() - startedAt, shared.time().now());
      complete(last);
      return;
    }
    rawLeg = true;
    rawBase = sent.tokens();
    shared.observer().continued(spec, requireNode().id(), FlowObserver.Way.RENDERED, rawBase);
    open(
        Continuation.rawBody(spec, rendered, text, rawBase),
        Operation.GENERATE.path(),
        Phase.OPENING);
  }

  // ---- ends ----

  /** The last line came; true where it goes out as it is. */
  private boolean finish(byte[] bytes, int from, int to) {
    boolean asItCame = spec.clientStreams() && !rawLeg;
    byte[] own = new byte[0];
    try {
      if (!asItCame) {
        own = lastLine(Arrays.copyOfRange(bytes, from, to));
      }
    } catch (IOException e) {
      failed(Failure.GARBLED, "the last line is no JSON");
      return false;
    }
    legOpen = false;
    shared.loads().of(requireNode().id()).succeeded(gapMean);
    if (asItCame) {
      over(200, true, "");
    } else {
      complete(own);
    }
    return asItCame;
  }

  private byte[] lastLine(byte[] line) throws IOException {
    JsonNode last = Json.read(line);
    if (scanner.textEnd() > scanner.textStart()) {
      gathered.add(last);
    }
    return rawLeg ? shape.done(last, rawBase, now() - startedAt, shared.time().now()) : line;
  }

  /** Ends with this last line, in the client's way. */
  private void complete(byte[] last) {
    String servedBy = node == null ? "" : node.id().value();
    if (spec.clientStreams()) {
      effects.write(last);
      over(200, true, "");
      effects.end();
      return;
    }
    try {
      close(200, shape.whole(Json.read(last), gathered), servedBy);
    } catch (IOException e) {
      respondError(502, "the node's last line is no JSON", servedBy);
    }
  }

  private void gather(byte[] bytes, int from, int to) {
    try {
      gathered.add(Json.read(Arrays.copyOfRange(bytes, from, to)));
    } catch (IOException e) {
      failed(Failure.GARBLED, "a line is no JSON");
    }
  }

  private void giveUp() {
    if (begun) {
      over(200, false, lastError);
      effects.breakOff(
          Shape.withLineFeed(
              Json.object().put("error", "the answer could not be finished: " + lastError)));
    } else if (lastStatus >= 400 && lastReply.length > 0) {
      close(lastStatus, lastReply, "");
    } else {
      respondError(503, "no node could answer: " + lastError, "");
    }
  }

  private void respondError(int status, String text, String servedBy) {
    lastError = text;
    close(status, Json.error(text), servedBy);
  }

  private void close(int status, byte[] body, String servedBy) {
    over(status, status < 400, status < 400 ? "" : errorText(body));
    effects.respond(status, body, servedBy, status == 503 ? RETRY_AFTER_SECONDS : 0);
  }

  private void over(int status, boolean complete, String error) {
    phase = Phase.FINISHED;
    drop();
    attempts.release();
    shared.budget().requestEnded();
    shared
        .observer()
        .finished(
            spec,
            new FlowObserver.Outcome(
                status,
                complete,
                new ArrayList<>(attempts.visited()),
                sent.tokens(),
                now() - startedAt,
                firstTokenNanos,
                error));
    sent.release();
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
    lastLine = now();
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
    if (begun && phase != Phase.RELAYING && now - lastSign >= policy.keepalive()) {
      lastSign = now;
      effects.write(shape.piece("", shared.time().now()));
    }
    if (phase == Phase.WAITING) {
      if (now - wakeAt >= 0) {
        next();
      } else {
        arm();
      }
    } else if (!paused && now - silentSince() >= patience()) {
      failed(
          phase == Phase.RELAYING || phase == Phase.REPLAYING ? Failure.STALLED : Failure.LATE, "");
    } else {
      arm();
    }
  }

  private long silentSince() {
    return phase == Phase.RELAYING || phase == Phase.REPLAYING ? lastLine : phaseSince;
  }

  /** How long silence is borne in this phase, in nanoseconds. */
  private long patience() {
    NodeLoad load = shared.loads().of(requireNode().id());
    return switch (phase) {
      case INSPECTING -> INSPECTION_PATIENCE;
      case RELAYING, REPLAYING -> {
        long rhythm = RHYTHM_FACTOR * Math.max(gapMean, load.tokenGap());
        yield Math.clamp(
            phase == Phase.REPLAYING && lastLine == phaseSince
                ? Math.max(rhythm, policy.firstTokenMin())
                : rhythm,
            policy.stallMin(),
            Math.max(policy.stallMin(), policy.stallMax()));
      }
      default -> {
        var model = requireNode().models().get(spec.model());
        boolean loaded = model != null && model.loaded() && load.firstToken() > 0;
        long most = Math.max(policy.firstTokenMin(), policy.firstTokenMax());
        yield loaded
            ? Math.clamp(RHYTHM_FACTOR * load.firstToken(), policy.firstTokenMin(), most)
            : most;
      }
    };
  }

  private void arm() {
    long now = now();
    long until = startedAt + policy.requestTimeout() - now;
    if (phase == Phase.WAITING) {
      until = Math.min(until, wakeAt - now);
    } else if (!paused) {
      until = Math.min(until, silentSince() + patience() - now);
    }
    if (begun && phase != Phase.RELAYING) {
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
    try {
      return Json.read(body).path("error").asText("");
    } catch (IOException e) {
      return "";
    }
  }
}
