package io.ollamamax.request;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.cluster.NodeModel;
import io.ollamamax.cluster.NodeStatus;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.cluster.RoutingTable;
import io.ollamamax.sim.VirtualTime;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Nodes, requests and time for tests of the policy; the test plays the nodes. */
final class Scene {
  static final long MS = 1_000_000L;
  static final long SECOND = 1_000 * MS;
  private static final byte[] NOTHING = new byte[0];

  /** A load that a node was asked for. */
  record Asked(NodeId node, Loader.Done done) {}

  final VirtualTime time = new VirtualTime();
  final NodeLoads loads = new NodeLoads();
  final RetryBudget budget = new RetryBudget(0.2, 3);
  final List<Asked> asked = new ArrayList<>();
  final List<String> log = new ArrayList<>();
  final List<Service> served = new ArrayList<>();
  private final Map<String, NodeView> nodes = new LinkedHashMap<>();
  private final RandomGenerator random = new SplittableRandom(1);
  private final CrashLog crashes = new CrashLog();
  private final Observer observer = new Observer();
  private final Loads modelLoads =
      new Loads(
          (node, path, body, done) -> asked.add(new Asked(node.id(), done)), observer::loaded);
  private Policy policy = policy(true, true, 0.5);

  static Policy policy(boolean enabled, boolean breakers, double panic) {
    return new Policy(
        enabled,
        enabled,
        breakers,
        3,
        SECOND,
        600 * SECOND,
        60 * SECOND,
        5 * SECOND,
        60 * SECOND,
        2 * SECOND,
        10 * SECOND,
        5 * SECOND,
        5 * SECOND,
        new Breaker.Rules(3, 0.5, 10 * SECOND, SECOND, 30 * SECOND, 2),
        panic,
        10 * SECOND);
  }

  Scene with(Policy other) {
    policy = other;
    return this;
  }

  /** Adds a healthy node that has the model. */
  Scene node(String id, String model, boolean loaded) {
    ModelName name = ModelName.of(model);
    nodes.put(
        id,
        new NodeView(
            new NodeId(id),
            URI.create("http://" + id),
            NodeKind.OLLAMA,
            NodeStatus.HEALTHY,
            "",
            "0.12.0",
            Map.of(name, new NodeModel(name, "d1", 1, loaded, 4096)),
            0));
    return this;
  }

  /** Adds a node that was not probed yet. */
  Scene unknown(String id) {
    URI url = URI.create("http://" + id);
    nodes.put(
        id,
        new NodeView(
            new NodeId(id), url, NodeKind.OLLAMA, NodeStatus.STARTING, "", "", Map.of(), 0));
    return this;
  }

  NodeLoad load(String id) {
    return loads.of(new NodeId(id));
  }

  ModelLoad load(String id, String model) {
    return load(id).of(ModelName.of(model));
  }

  /** Lets time pass, with all that is due in it. */
  void pass(long nanos) {
    boolean[] there = {false};
    time.after(nanos, () -> there[0] = true);
    while (!there[0]) {
      time.run(1);
    }
  }

  Client request(String prompt) {
    return request("m", prompt, ModelRules.NONE);
  }

  Client request(String model, String prompt, ModelRules rules) {
    return generate("{\"model\":\"" + model + "\",\"prompt\":\"" + prompt + "\"}", rules);
  }

  Client generate(String body, ModelRules rules) {
    try {
      Client client =
          new Client(
              Admission.admit(
                  "r", Operation.GENERATE, body.getBytes(StandardCharsets.UTF_8), rules));
      client.flow.start();
      return client;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  Doubt doubt(String model, String node, int left) {
    return new Doubt(ModelName.of(model), new NodeId(node), shared(), policy, left);
  }

  private Shared shared() {
    return new Shared(
        () -> policy,
        () -> RoutingTable.of(nodes.values()),
        new Router(loads, random),
        loads,
        budget,
        new RetainedBytes(1 << 20),
        crashes,
        modelLoads,
        time,
        random,
        observer);
  }

  private final class Observer implements FlowObserver {
    @Override
    public void tried(RequestSpec spec, Service service, String detail, int delivered) {
      served.add(service);
      if (service.failure() != null) {
        log.add(service.node() + " " + service.failure());
      }
    }

    @Override
    public void continued(RequestSpec spec, NodeId node, Way way, int tokens) {}

    @Override
    public void breaker(NodeId node, @Nullable ModelName model, Breaker.State state) {
      log.add(node + (model == null ? "" : "/" + model) + " " + state);
    }

    @Override
    public void loaded(NodeId node, ModelName model, int status, String error) {
      log.add(node + " loaded " + model + " " + status);
    }

    @Override
    public void deadly(RequestSpec spec, List<NodeId> at) {
      log.add("deadly");
    }

    @Override
    public void finished(RequestSpec spec, Outcome outcome) {}
  }

  /** One request, its client, and the node that works at it. */
  final class Client implements Effects {
    final RequestFlow flow;
    final List<String> visited = new ArrayList<>();
    int status;
    int retryAfter;
    String body = "";
    @Nullable RequestSpec served;
    private int leg;
    private int timers;

    Client(RequestSpec spec) {
      this.flow = new RequestFlow(spec, shared(), this);
    }

    /** The node at work, or empty. */
    String at() {
      return flow.finished() || visited.isEmpty() ? "" : visited.getLast();
    }

    Client fails(int code, String error) {
      return fails(code, error, 0);
    }

    Client fails(int code, String error, long retryAfterNanos) {
      flow.onReply(
          leg,
          code,
          retryAfterNanos,
          ("{\"error\":\"" + error + "\"}").getBytes(StandardCharsets.UTF_8));
      return this;
    }

    Client breaks(Failure failure) {
      flow.onBroken(leg, failure, "");
      return this;
    }

    /** The node gives one token and ends. */
    Client answers() {
      line("{\"model\":\"m\",\"response\":\"x\",\"done\":false}");
      line("{\"model\":\"m\",\"response\":\"\",\"done\":true,\"done_reason\":\"stop\"}");
      status = 200;
      return this;
    }

    void line(String json) {
      byte[] bytes = (json + "\n").getBytes(StandardCharsets.UTF_8);
      flow.onLine(leg, bytes, 0, bytes.length);
    }

    @Override
    public void send(
        int ofLeg, NodeView node, String method, String path, byte[] bytes, boolean lines) {
      leg = ofLeg;
      visited.add(node.id().value());
    }

    @Override
    public boolean load(int ofLeg, NodeView node, ModelName model, String path, byte[] bytes) {
      leg = ofLeg;
      return modelLoads.join(
          node,
          model,
          path,
          bytes,
          (code, retry, reply) -> flow.onLoaded(ofLeg, code, retry, reply));
    }

    @Override
    public void abort(int ofLeg) {}

    @Override
    public void wake(long afterNanos) {
      int set = ++timers;
      time.after(
          afterNanos,
          () -> {
            if (set == timers) {
              flow.onTimer();
            }
          });
    }

    @Override
    public void begin(NodeView servedBy, RequestSpec spec) {
      served = spec;
    }

    @Override
    public void write(byte[] line) {}

    @Override
    public void end() {}

    @Override
    public void breakOff(byte[] errorLine) {
      body = new String(errorLine, StandardCharsets.UTF_8);
    }

    @Override
    public void respond(
        int code, byte[] bytes, String servedBy, RequestSpec spec, int retryAfterSeconds) {
      status = code;
      served = spec;
      body = new String(bytes, StandardCharsets.UTF_8);
      retryAfter = retryAfterSeconds;
    }
  }

  /** A node's reply to a load. */
  void loadEnds(int index, int code) {
    asked.get(index).done().loaded(code, 0, NOTHING);
  }
}
