package io.ollamamax.sim;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.cluster.NodeModel;
import io.ollamamax.cluster.NodeStatus;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.cluster.RoutingTable;
import io.ollamamax.request.Admission;
import io.ollamamax.request.Breaker;
import io.ollamamax.request.CrashLog;
import io.ollamamax.request.Effects;
import io.ollamamax.request.Failure;
import io.ollamamax.request.FlowObserver;
import io.ollamamax.request.Loader;
import io.ollamamax.request.Loads;
import io.ollamamax.request.ModelRules;
import io.ollamamax.request.NodeLoads;
import io.ollamamax.request.Operation;
import io.ollamamax.request.Policy;
import io.ollamamax.request.RequestFlow;
import io.ollamamax.request.RequestSpec;
import io.ollamamax.request.RetainedBytes;
import io.ollamamax.request.RetryBudget;
import io.ollamamax.request.Router;
import io.ollamamax.request.Service;
import io.ollamamax.request.Shared;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Many requests through the real policy against simulated nodes that fail at random, in virtual
 * time. The same seed gives the same run.
 */
public final class RequestSimulation {
  private static final long MS = 1_000_000L;
  private static final List<Mode> MODES = List.of(Mode.values());
  private static final ModelName MODEL = ModelName.of("m");

  /** How nodes fail, as in the fault catalogue. */
  public enum Mode {
    DOWN,
    RESET_MIDSTREAM,
    QUEUE_FULL,
    CRASH_EARLY,
    CRASH_MIDSTREAM,
    SILENT_EOF,
    GPU_HANG,
    COLD_LOAD
  }

  /**
   * What is simulated.
   *
   * @param faultShare of the attempts that fail, 0 to 1, except at the first node, which never does
   * @param healthyNode whether one node never fails
   */
  public record Setting(int nodes, int requests, double faultShare, boolean healthyNode) {}

  private final VirtualTime time = new VirtualTime();
  private final RandomGenerator random;
  private final Setting setting;
  private final Shared shared;
  private final RetryBudget budget = new RetryBudget(0.2, 3);
  private final RetainedBytes retained = new RetainedBytes(1 << 24);
  private final NodeLoads loads = new NodeLoads();
  private final CrashLog crashes = new CrashLog();
  private final Loads modelLoads = new Loads(this::load, new Counting()::loaded);
  private final List<SimulatedClient> clients = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private int moves;

  public RequestSimulation(long seed, Setting setting) {
    this.random = new SplittableRandom(seed);
    this.setting = setting;
    List<NodeView> nodes = new ArrayList<>();
    for (int i = 0; i < setting.nodes(); i++) {
      NodeModel model = new NodeModel(MODEL, SimulatedNode.DIGEST, 1, true, 4096);
      nodes.add(
          new NodeView(
              new NodeId("n" + i),
              URI.create("http://n" + i),
              NodeKind.OLLAMA,
              NodeStatus.HEALTHY,
              "",
              "0.12.0",
              Map.of(MODEL, model),
              0));
    }
    RoutingTable routes = RoutingTable.of(nodes);
    Policy policy =
        new Policy(
            true,
            true,
            true,
            3,
            1000 * MS,
            600_000 * MS,
            60_000 * MS,
            5_000 * MS,
            60_000 * MS,
            2_000 * MS,
            10_000 * MS,
            5_000 * MS,
            5_000 * MS,
            new Breaker.Rules(3, 0.5, 10_000 * MS, 1_000 * MS, 30_000 * MS, 2),
            0.5,
            10_000 * MS);
    this.shared =
        new Shared(
            () -> policy,
            () -> routes,
            new Router(loads, random),
            loads,
            budget,
            retained,
            crashes,
            modelLoads,
            time,
            random,
            new Counting());
  }

  /** Runs everything to its end. */
  public void run() {
    for (int i = 0; i < setting.requests(); i++) {
      time.after(random.nextLong(20_000 * MS), this::request);
    }
    if (!time.run(20_000_000)) {
      violations.add("the simulation does not end");
    }
    clients.forEach(client -> violations.addAll(client.violations()));
    if (budget.live() != 0 || budget.retrying() != 0) {
      violations.add("the budget is not given back");
    }
    if (retained.held() != 0) {
      violations.add("bytes are still retained: " + retained.held());
    }
    for (int i = 0; i < setting.nodes(); i++) {
      if (loads.of(new NodeId("n" + i)).inFlight() != 0) {
        violations.add("node n" + i + " is still thought to work");
      }
    }
  }

  /** Everything that was wrong; must be empty. */
  public List<String> violations() {
    return violations;
  }

  /** The clients in the order in which they came. */
  public List<SimulatedClient> clients() {
    return clients;
  }

  /** Streams that went on at another node. */
  public int moves() {
    return moves;
  }

  private void request() {
    boolean chat = random.nextBoolean();
    String options =
        switch (random.nextInt(3)) {
          case 0 -> ",\"options\":{\"temperature\":0}";
          case 1 -> ",\"options\":{\"seed\":5}";
          default -> "";
        };
    String prompt = "q#" + (1 + random.nextInt(40));
    boolean streams = random.nextInt(4) > 0;
    String text =
        "{\"model\":\"m\",\"stream\":"
            + streams
            + (chat
                ? ",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]"
                : ",\"prompt\":\"" + prompt + "\"")
            + options
            + "}";
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    try {
      RequestSpec spec =
          Admission.admit(
              "r" + clients.size(),
              chat ? Operation.CHAT : Operation.GENERATE,
              body,
              ModelRules.NONE);
      SimulatedClient client = new SimulatedClient();
      clients.add(client);
      new Exchange(spec, client).start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void load(NodeView node, String path, byte[] body, Loader.Done done) {
    time.after(4_000 * MS, () -> done.loaded(200, 0, body));
  }

  private final class Counting implements FlowObserver {
    @Override
    public void tried(RequestSpec spec, Service service, String detail, int delivered) {}

    @Override
    public void continued(RequestSpec spec, NodeId node, Way way, int tokens) {
      moves++;
    }

    @Override
    public void breaker(NodeId node, @Nullable ModelName model, Breaker.State state) {}

    @Override
    public void loaded(NodeId node, ModelName model, int status, String error) {}

    @Override
    public void deadly(RequestSpec spec, List<NodeId> nodes) {}

    @Override
    public void finished(RequestSpec spec, Outcome outcome) {}
  }

  /** One client's connection, in virtual time. */
  private final class Exchange implements Effects {
    private final SimulatedClient client;
    private final RequestFlow flow;
    private int openLeg;
    private int timer;

    Exchange(RequestSpec spec, SimulatedClient client) {
      this.client = client;
      this.flow = new RequestFlow(spec, shared, this);
    }

    void start() {
      flow.start();
      if (random.nextInt(20) == 0) {
        time.after(random.nextLong(5_000 * MS), this::leave);
      }
      if (random.nextInt(10) == 0) {
        time.after(random.nextLong(2_000 * MS), () -> pressure(true));
      }
    }

    private void leave() {
      if (!flow.finished()) {
        client.finish(SimulatedClient.End.LEFT);
        flow.onClientGone();
      }
    }

    private void pressure(boolean on) {
      if (!flow.finished()) {
        flow.onBackPressure(on);
        if (on) {
          time.after(random.nextLong(20_000 * MS), () -> pressure(false));
        }
      }
    }

    @Override
    public void send(
        int leg, NodeView node, String method, String path, byte[] body, boolean lines) {
      openLeg = leg;
      boolean fails =
          random.nextDouble() < setting.faultShare()
              && !(setting.healthyNode() && node.id().value().equals("n0"));
      Mode mode = fails ? MODES.get(random.nextInt(MODES.size())) : null;
      if (mode == Mode.DOWN) {
        time.after(MS, () -> flow.onBroken(leg, Failure.REFUSED, ""));
      } else if (mode == Mode.QUEUE_FULL) {
        reply(leg, 503, "{\"error\":\"server busy\"}");
      } else if (mode == Mode.CRASH_EARLY) {
        reply(leg, 500, "{\"error\":\"llama runner process has terminated: exit status 2\"}");
      } else if (path.equals("/api/tags")) {
        time.after(MS, () -> flow.onReply(leg, 200, 0, SimulatedNode.tags()));
      } else if (SimulatedNode.rendersOnly(body)) {
        time.after(MS, () -> flow.onReply(leg, 200, 0, SimulatedNode.rendered(body)));
      } else {
        long wait = mode == Mode.COLD_LOAD ? 4_000 * MS : 50 * MS;
        SimulatedNode.Run run = SimulatedNode.run(path, body, random);
        int breaksAt = run.from() + random.nextInt(Math.max(1, run.of() - run.from() + 1));
        time.after(wait, () -> token(leg, run, run.from(), mode, breaksAt));
      }
    }

    private void reply(int leg, int status, String body) {
      time.after(
          20 * MS, () -> flow.onReply(leg, status, 0, body.getBytes(StandardCharsets.UTF_8)));
    }

    private void token(
        int leg, SimulatedNode.Run run, int number, @Nullable Mode mode, int breaksAt) {
      if (leg != openLeg || flow.finished()) {
        return;
      }
      if (mode != null && number == breaksAt && breaks(leg, mode)) {
        return;
      }
      if (number >= run.of()) {
        line(leg, run.done());
        flow.onEnd(leg);
        return;
      }
      line(leg, run.token(number));
      time.after(
          10 * MS + random.nextLong(30 * MS), () -> token(leg, run, number + 1, mode, breaksAt));
    }

    private boolean breaks(int leg, Mode mode) {
      switch (mode) {
        case RESET_MIDSTREAM -> flow.onBroken(leg, Failure.LOST, "");
        case CRASH_MIDSTREAM ->
            line(leg, "{\"error\":\"unexpected EOF\"}\n".getBytes(StandardCharsets.UTF_8));
        case SILENT_EOF -> flow.onEnd(leg);
        case GPU_HANG -> {
          return true;
        }
        case DOWN, QUEUE_FULL, CRASH_EARLY, COLD_LOAD -> {
          return false;
        }
      }
      return true;
    }

    private void line(int leg, byte[] line) {
      if (flow.onLine(leg, line, 0, line.length)) {
        client.line(line);
        if (flow.finished()) {
          client.properEnd();
        }
      }
    }

    @Override
    public void abort(int leg) {
      if (leg == openLeg) {
        openLeg = -1;
      }
    }

    @Override
    public void wake(long afterNanos) {
      int set = ++timer;
      time.after(
          afterNanos,
          () -> {
            if (set == timer) {
              flow.onTimer();
            }
          });
    }

    @Override
    public boolean load(int leg, NodeView node, ModelName model, String path, byte[] body) {
      return modelLoads.join(
          node,
          model,
          path,
          body,
          (status, retry, reply) -> flow.onLoaded(leg, status, retry, reply));
    }

    @Override
    public void begin(NodeView servedBy, RequestSpec served) {}

    @Override
    public void write(byte[] line) {
      client.line(line);
    }

    @Override
    public void end() {
      client.properEnd();
    }

    @Override
    public void breakOff(byte[] errorLine) {
      client.finish(SimulatedClient.End.ERROR_LINE);
    }

    @Override
    public void respond(
        int status, byte[] body, String servedBy, RequestSpec served, int retryAfter) {
      client.whole(status, body);
    }
  }
}
