package io.ollamamax.request;

import io.ollamamax.cluster.ModelRoute;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeModel;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.cluster.RoutingTable;
import io.ollamamax.loop.Backoff;
import io.ollamamax.ollama.Json;
import io.ollamamax.request.Attempt.Reply;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request from admission to its end: chooses nodes, tries again, waits, falls back, gives up. A
 * state machine (drawn in the package's documentation) that is told events and asks for {@link
 * Effects}; it knows no network and no clock but {@link Shared#time()}.
 */
public final class RequestFlow {
  private static final String DEADLY =
      "this request crashed the model's runner on two nodes and is refused for 10 minutes; change"
          + " it";

  /** A gateway that just started knows its nodes soon. */
  private static final long LOOK_AGAIN = 50_000_000L;

  private static final long DOUBT_AGAIN = 500_000_000L;

  private final Shared shared;
  private final Effects effects;
  private final Policy policy;
  private final long startedAt;
  private final Attempt.Owner owner = new Owner();

  private RequestSpec spec;
  private Tries tries;
  private Answer answer;
  private Recovery recovery;
  private Suspicion suspicion;

  /** The try under way; null while the request waits, and when it is over. */
  private @Nullable Attempt attempt;

  private boolean finished;
  private boolean stopped;
  private int legs;
  private boolean paused;
  private long idleSince;
  private long waitsSince;
  private long wakeAt;
  private long lastSign;
  private String trouble = "";
  private Reply lastReply = Reply.NONE;

  public RequestFlow(RequestSpec spec, Shared shared, Effects effects) {
    this.spec = spec;
    this.shared = shared;
    this.effects = effects;
    this.policy = shared.policy().get();
    this.startedAt = now();
    this.idleSince = startedAt;
    this.waitsSince = startedAt;
    this.tries = new Tries(spec, shared, policy);
    this.answer = new Answer(spec, shared, effects, startedAt);
    this.recovery = new Recovery(spec);
    this.suspicion = new Suspicion(spec, shared);
  }

  /** Begins; called once. */
  public void start() {
    shared.budget().requestStarted();
    if (suspicion.known()) {
      respondError(500, DEADLY);
    } else {
      ModelRoute route = spec.unloads() ? shared.routes().get().route(spec.model()) : null;
      if (route != null) { // all nodes unload it; one of them then answers
        shared.modelLoads().unload(route, spec.operation().path(), spec.body());
      }
      next();
    }
  }

  /** Whether the flow is over. */
  public boolean finished() {
    return finished;
  }

  // ---- choosing a node ----

  private void next() {
    RoutingTable routes = shared.routes().get();
    ModelRoute route = routes.route(spec.model());
    if (route == null && tries.visited().isEmpty()) {
      unknownModel(routes);
      return;
    }
    if (tries.counted() > policy.retryAttempts()
        || (!policy.enabled() && !tries.visited().isEmpty())) {
      giveUp();
      return;
    }
    String refusal = answer.begun() && answer.sent().tokens() > 0 ? refusal() : null;
    if (refusal != null) {
      trouble = trouble + "; " + refusal;
      giveUp();
      return;
    }
    if (tries.waitsForLast()) {
      pause(Backoff.delay(policy.retryDelay(), 0, shared.random()));
      return;
    }
    NodeView target = route == null ? null : choose(route);
    if (target == null && lastReply.status() == 404) {
      giveUp();
    } else if (target == null || !tries.pay()) {
      waitAWhile(route);
    } else {
      approach(target);
    }
  }

  /** No node has the model; one that was not looked at yet may have it. */
  private void unknownModel(RoutingTable routes) {
    if (!routes.whole() && now() - startedAt < policy.queueTimeout()) {
      pause(LOOK_AGAIN);
    } else {
      trouble = "model '" + spec.requested() + "' not found";
      lastReply = new Reply(404, 0, Json.error(trouble));
      giveUp();
    }
  }

  /** The router's choice; one that would have to load the model gives way to one that does so. */
  private @Nullable NodeView choose(ModelRoute route) {
    NodeView target =
        shared.router().choose(route, tries.tried(), !tries.visited().isEmpty(), now(), policy);
    if (target == null) {
      return null;
    }
    NodeModel model = target.models().get(spec.model());
    NodeId loading = model != null && model.loaded() ? null : shared.modelLoads().at(spec.model());
    if (loading == null || tries.tried().contains(loading)) {
      return target;
    }
    return route.present().stream()
        .filter(node -> node.id().equals(loading))
        .findFirst()
        .orElse(target);
  }

  private void waitAWhile(@Nullable ModelRoute route) {
    long left = idleSince + policy.queueTimeout() - now();
    if (left <= 0) {
      if (trouble.isEmpty()) {
        trouble =
            route == null ? "no node has the model any more" : "no node is fit to serve the model";
      }
      giveUp();
      return;
    }
    long delay = Backoff.delay(policy.retryDelay(), tries.nextRound(), shared.random());
    pause(Math.min(delay, left));
  }

  private void pause(long nanos) {
    attempt = null;
    wakeAt = now() + nanos;
    arm();
  }

  private void approach(NodeView target) {
    tries.start(target, now());
    if (answer.sent().tokens() > 0 && refusal() != null) {
      answer.startOver();
    }
    if (answer.sent().tokens() == 0) {
      answer.clear();
      recovery.dispatched(target);
    }
    Stopwatch watch = new Stopwatch(now() - waitsSince, now());
    Attempt next =
        new Attempt(
            spec, target, answer, recovery, shared, policy, effects, watch, tries.deaths(), owner);
    attempt = next;
    next.start();
  }

  /** Why what was sent cannot be carried on elsewhere, or null where it can. */
  private @Nullable String refusal() {
    return policy.failover() ? Continuation.refusal(spec, answer.sent()) : "enable_failover is off";
  }

  // ---- what comes from the node ----

  /**
   * The load that was waited for has ended.
   *
   * @param status 200 where the model is there; 0 where the connection broke
   * @param retryAfter what the node asked for, in nanoseconds; 0 where it asked for nothing
   */
  public void onLoaded(int leg, int status, long retryAfter, byte[] reply) {
    if (attempt != null) {
      attempt.onLoaded(leg, new Reply(status, retryAfter, reply));
    }
  }

  /**
   * A whole line of the node's stream, {@code bytes[from, to)} with its line feed.
   *
   * @return whether it goes to the client as it came
   */
  public boolean onLine(int leg, byte[] bytes, int from, int to) {
    return attempt != null && attempt.onLine(leg, bytes, from, to);
  }

  /**
   * The whole reply of an exchange without lines, or with a status other than 200.
   *
   * @param retryAfter what the node asked for, in nanoseconds; 0 where it asked for nothing
   */
  public void onReply(int leg, int status, long retryAfter, byte[] body) {
    if (attempt != null) {
      attempt.onReply(leg, new Reply(status, retryAfter, body));
    }
  }

  /** The node's answer ended properly. */
  public void onEnd(int leg) {
    if (attempt != null) {
      attempt.onEnd(leg);
    }
  }

  /**
   * The exchange broke: {@link Failure#REFUSED}, {@link Failure#LOST} or {@link Failure#GARBLED}.
   */
  public void onBroken(int leg, Failure failure, String detail) {
    if (attempt != null) {
      attempt.onBroken(leg, failure, detail);
    }
  }

  /** How a try tells that it is over. */
  private final class Owner implements Attempt.Owner {
    @Override
    public int nextLeg() {
      return ++legs;
    }

    @Override
    public void waitsAnew() {
      arm();
    }

    @Override
    public void delivered() {
      tries.delivered();
    }

    @Override
    public void failed(Failure failure, String detail, Reply reply) {
      Service service = underWay().service(failure);
      NodeId at = service.node();
      attempt = null;
      waitsSince = now();
      lastReply = reply;
      trouble =
          "node " + at + ": " + failure.text() + (detail.isEmpty() ? "" : " (" + detail + ")");
      boolean innocent =
          answer.sent().loops()
              || (failure == Failure.CRASHED && policy.enabled() && suspicion.crashed(at));
      tries.failed(failure, now(), innocent, reply.retryAfter());
      shared.observer().tried(spec, service, detail, answer.sent().tokens());
      if (failure.worked()) {
        idleSince = now();
      }
      if (suspicion.held()) {
        pause(Backoff.delay(policy.retryDelay(), 0, shared.random()));
      } else {
        next();
      }
    }

    @Override
    public void refused(Reply reply, String why) {
      String servedBy = underWay().node().id().value();
      tries.release();
      if (answer.begun()) {
        trouble = trouble.isEmpty() ? why : trouble + "; " + why;
        giveUp();
      } else {
        close(reply.status(), reply.body(), servedBy);
      }
    }

    @Override
    public void answered(byte[] body) {
      succeeded();
      close(200, body, underWay().node().id().value());
    }

    @Override
    public void relayed() {
      succeeded();
      over(200, true, "");
    }

    @Override
    public void completed(byte[] lastLine) throws IOException {
      byte[] whole = spec.clientStreams() ? lastLine : answer.whole(lastLine);
      String servedBy = underWay().node().id().value();
      succeeded();
      if (spec.clientStreams()) {
        effects.write(lastLine);
        over(200, true, "");
        effects.end();
      } else {
        close(200, whole, servedBy);
      }
    }

    private void succeeded() {
      shared.observer().tried(spec, underWay().service(null), "", answer.sent().tokens());
      tries.succeeded(now(), underWay().gapMean());
    }

    private Attempt underWay() {
      if (attempt == null) {
        throw new IllegalStateException("no try is under way");
      }
      return attempt;
    }
  }

  // ---- ends ----

  private void giveUp() {
    RequestSpec other = spec.fallback();
    if (answer.begun()) {
      over(200, false, trouble);
      effects.breakOff(
          Shape.withLineFeed(
              Json.object().put("error", "the answer could not be finished: " + trouble)));
    } else if (other != null && policy.enabled() && !stopped) {
      fallBack(other);
    } else if (lastReply.status() >= 400 && lastReply.body().length > 0) {
      close(lastReply.status(), lastReply.body(), "");
    } else {
      respondError(503, "no node could answer: " + trouble);
    }
  }

  /** Begins anew with the model that stands in. */
  private void fallBack(RequestSpec other) {
    tries.release();
    answer.sent().release();
    spec = other;
    tries = new Tries(other, shared, policy);
    answer = new Answer(other, shared, effects, startedAt);
    recovery = new Recovery(other);
    suspicion = new Suspicion(other, shared);
    lastReply = Reply.NONE;
    idleSince = now();
    next();
  }

  private void respondError(int status, String text) {
    close(status, Json.error(text), "");
  }

  private void close(int status, byte[] body, String servedBy) {
    over(status, status < 400, status < 400 ? "" : Replies.errorText(body));
    ModelRoute route = status == 503 ? shared.routes().get().route(spec.model()) : null;
    int retryAfter =
        status != 503 ? 0 : route == null ? 1 : shared.router().retryAfterSeconds(route, now());
    effects.respond(status, body, servedBy, spec, retryAfter);
  }

  private void over(int status, boolean complete, String error) {
    finished = true;
    drop();
    tries.release();
    shared.budget().requestEnded();
    shared
        .observer()
        .finished(
            spec,
            new FlowObserver.Outcome(
                status,
                complete,
                List.copyOf(tries.visited()),
                answer.sent().tokens(),
                now() - startedAt,
                answer.firstTokenNanos(),
                error));
    answer.sent().release();
  }

  private void drop() {
    Attempt under = attempt;
    attempt = null;
    if (under != null) {
      under.drop();
    }
  }

  /** The client has left. */
  public void onClientGone() {
    if (!finished) {
      over(499, false, "the client left");
    }
  }

  /** Ends the request with an honest error, whatever could still be tried. */
  public void stop(String why) {
    if (!finished) {
      drop();
      tries.release();
      lastReply = Reply.NONE;
      trouble = why;
      stopped = true;
      giveUp();
    }
  }

  /** Whether the client takes no more at the moment: silence is then no sign of a hang. */
  public void onBackPressure(boolean on) {
    paused = on;
    if (attempt != null) {
      attempt.excuse();
    }
    if (!on && !finished) {
      arm();
    }
  }

  // ---- time ----

  /** The time asked for by {@link Effects#wake} has come. */
  public void onTimer() {
    if (finished) {
      return;
    }
    long now = now();
    if (now - startedAt >= policy.requestTimeout()) {
      stop("gateway.request_timeout has passed; " + trouble);
      return;
    }
    if (gap() && now - lastSign >= policy.keepalive()) {
      lastSign = now;
      answer.keepAlive();
    }
    Attempt under = attempt;
    if (under == null) {
      if (now - wakeAt >= 0) {
        awake();
      } else {
        arm();
      }
    } else if (!paused && now - under.patientUntil() >= 0) {
      under.silent();
    } else {
      arm();
    }
  }

  private void awake() {
    if (suspicion.confirmed(tries.visited())) {
      trouble = DEADLY;
      lastReply = new Reply(500, 0, Json.error(DEADLY));
      giveUp();
    } else {
      next();
    }
  }

  /** Whether the client waits in the middle of an answer while no node gives anything. */
  private boolean gap() {
    return answer.begun() && (attempt == null || !attempt.relays());
  }

  private void arm() {
    long now = now();
    long until = startedAt + policy.requestTimeout() - now;
    if (attempt == null) {
      until = Math.min(until, wakeAt - now);
    } else if (!paused) {
      until = Math.min(until, attempt.patientUntil() - now);
      if (attempt.awaitsToken()) {
        until = Math.min(until, DOUBT_AGAIN); // what others meet at the node may change it
      }
    }
    if (gap()) {
      lastSign = lastSign == 0 ? now : lastSign;
      until = Math.min(until, lastSign + policy.keepalive() - now);
    } else {
      lastSign = 0;
    }
    effects.wake(Math.max(1, until));
  }

  private long now() {
    return shared.time().nanos();
  }
}
