package io.ollamamax.gateway;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.request.Effects;
import io.ollamamax.request.Failure;
import io.ollamamax.request.Loads;
import io.ollamamax.request.RequestFlow;
import io.ollamamax.request.RequestSpec;
import io.ollamamax.request.Shared;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Joins one flow to its client and to the node it is at; lives on the client's event loop. */
final class Exchange implements Effects {
  private final RequestSpec spec;
  private final Loads loads;
  private final TranslatedResponse client;
  private final EventLoop loop;
  private final UpstreamPool pool;
  private final Endpoints endpoints;
  private final RequestFlow flow;
  private final RequestTrace trace;
  private @Nullable UpstreamCall call;
  private @Nullable Leg leg;
  private @Nullable ScheduledFuture<?> timer;
  private long timerAt;
  private boolean paused;

  Exchange(
      RequestSpec spec,
      Shared shared,
      TranslatedResponse client,
      EventLoop loop,
      UpstreamPool pool,
      Endpoints endpoints,
      RequestTrace trace) {
    this.spec = spec;
    this.trace = trace;
    this.loads = shared.modelLoads();
    this.client = client;
    this.loop = loop;
    this.pool = pool;
    this.endpoints = endpoints;
    this.flow = new RequestFlow(spec, shared, this);
  }

  void start() {
    flow.start();
  }

  void clientGone() {
    flow.onClientGone();
    over("the client left");
  }

  /** The gateway ends before the answer does. */
  void shutDown() {
    flow.stop("the gateway is shutting down");
    settle();
  }

  /** A node fails: an answer that comes from it goes on at another one. */
  void moveAwayFrom(NodeId node) {
    Leg running = leg;
    if (running != null && running.node.equals(node) && call != null) {
      abort(running.number);
      running.onBroken(Failure.MOVED, "");
    }
  }

  void clientWritable(boolean writable) {
    if (paused == writable && !flow.finished()) {
      paused = !writable;
      flow.onBackPressure(paused);
      if (call != null) {
        call.pause(paused);
      }
    }
  }

  @Override
  public void send(
      int number, NodeView node, String method, String path, byte[] body, boolean lines) {
    Endpoint endpoint = endpoints.of(node);
    String traceparent = trace.begin(node.id(), method + " " + path);
    Leg next = new Leg(number, node.id());
    UpstreamCall sent =
        pool.send(endpoint, endpoint.request(method, path, body, traceparent), lines, next);
    sent.pause(paused);
    call = sent;
    leg = next;
  }

  @Override
  public boolean load(int leg, NodeView node, ModelName model, String path, byte[] body) {
    trace.begin(node.id(), "load");
    return loads.join(
        node,
        model,
        path,
        body,
        (status, retryAfter, reply) ->
            loop.execute(
                () -> {
                  trace.ended(status == 200 ? "" : "load: " + status);
                  flow.onLoaded(leg, status, retryAfter, reply);
                  settle();
                }));
  }

  @Override
  public void abort(int leg) {
    UpstreamCall dropped = call;
    call = null;
    trace.ended("given up");
    if (dropped != null) {
      dropped.abort();
    }
  }

  /** Timers that come too early are cheaper than new ones: the flow looks again. */
  @Override
  public void wake(long afterNanos) {
    long at = System.nanoTime() + afterNanos;
    if (timer != null && timerAt - at <= 0 && !timer.isDone()) {
      return;
    }
    if (timer != null) {
      timer.cancel(false);
    }
    timerAt = at;
    timer = loop.schedule(this::timeUp, afterNanos, TimeUnit.NANOSECONDS);
  }

  private void timeUp() {
    timer = null;
    flow.onTimer();
    settle();
  }

  @Override
  public void begin(NodeView servedBy, RequestSpec served) {
    client.begin(headers(servedBy.id().value(), served));
  }

  @Override
  public void write(byte[] line) {
    translate(line, 0, line.length);
  }

  private void translate(byte[] bytes, int from, int to) {
    if (!client.line(bytes, from, to)) {
      loop.execute(this::clientGone);
    }
  }

  @Override
  public void end() {
    client.end();
    over("");
  }

  @Override
  public void breakOff(byte[] errorLine) {
    client.breakOff(errorLine);
    over("the answer could not be finished");
  }

  @Override
  public void respond(
      int status, byte[] body, String servedBy, RequestSpec served, int retryAfter) {
    Map<String, String> headers = headers(servedBy, served);
    if (retryAfter > 0) {
      headers.put("Retry-After", Integer.toString(retryAfter));
    }
    client.whole(status, headers, body);
    over(status < 400 ? "" : "status " + status);
  }

  private Map<String, String> headers(String servedBy, RequestSpec served) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Request-Id", spec.id());
    if (!servedBy.isEmpty()) {
      headers.put("X-Served-By", servedBy);
    }
    if (served.servedByOther()) {
      headers.put("X-Served-Model", served.model().value());
    }
    return headers;
  }

  private void over(String error) {
    trace.over(error);
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    UpstreamCall rest = call;
    call = null;
    if (rest != null) {
      rest.detach();
    }
  }

  /** What was written during one wake-up leaves together. */
  private void settle() {
    client.flush();
  }

  private final class Leg implements UpstreamListener {
    private final int number;
    private final NodeId node;

    Leg(int number, NodeId node) {
      this.number = number;
      this.node = node;
    }

    @Override
    public void onLine(byte[] bytes, int from, int to) {
      if (flow.onLine(number, bytes, from, to)) {
        translate(bytes, from, to);
        if (flow.finished()) {
          end();
        }
      }
    }

    @Override
    public void onBatch() {
      settle();
    }

    @Override
    public void onReply(int status, long retryAfter, byte[] body) {
      trace.ended(status == 200 ? "" : "status " + status);
      flow.onReply(number, status, retryAfter, body);
      settle();
    }

    @Override
    public void onEnd() {
      trace.ended(Failure.CUT.text());
      flow.onEnd(number);
      settle();
    }

    @Override
    public void onBroken(Failure failure, String detail) {
      trace.ended(failure.text());
      flow.onBroken(number, failure, detail);
      settle();
    }
  }
}
