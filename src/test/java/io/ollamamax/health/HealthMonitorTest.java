package io.ollamamax.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeHold;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.cluster.NodeModel;
import io.ollamamax.cluster.NodeStatus;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.cluster.Residence;
import io.ollamamax.loop.ManualTime;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthMonitorTest {
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Instant NODE_TIME = Instant.parse("2020-02-02T02:02:02Z");
  private static final ModelName CHAT = ModelName.of("chat");
  private static final ModelName OTHER = ModelName.of("other");
  private static final ProbeResult REFUSED = new ProbeResult.Failed("connection refused", true);
  private static final ProbeResult LATE = new ProbeResult.Failed("no answer within 5.0 s", false);

  /** Answers at once what is set, or nothing until told. */
  private static final class FakeProbe implements Probe {
    private final Map<NodeId, ProbeResult> answers = new HashMap<>();
    private final Map<NodeId, Integer> probes = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final List<Consumer<TokenResult>> waiting = new ArrayList<>();

    @Override
    public void start(NodeView node, Consumer<ProbeResult> result) {
      probes.merge(node.id(), 1, Integer::sum);
      ProbeResult answer = answers.get(node.id());
      if (answer != null) {
        result.accept(answer);
      }
    }

    @Override
    public void generate(
        NodeView node,
        ModelName model,
        Duration keepAlive,
        Duration patience,
        Consumer<TokenResult> result) {
      asked.add(node.id() + " " + model + " " + keepAlive.toSeconds());
      waiting.add(result);
    }

    void tell(TokenResult result) {
      waiting.removeLast().accept(result);
    }
  }

  private static final class FakeEvidence implements PassiveEvidence {
    private final Map<ModelName, Long> served = new HashMap<>();
    private int inFlight;

    @Override
    public boolean servedSince(NodeId node, ModelName model, long nanos) {
      return served.getOrDefault(model, Long.MIN_VALUE) >= nanos;
    }

    @Override
    public int inFlight(NodeId node) {
      return inFlight;
    }
  }

  private final ManualTime time = new ManualTime();
  private final Cluster cluster = new Cluster();
  private final FakeProbe probe = new FakeProbe();
  private final FakeEvidence evidence = new FakeEvidence();
  private Duration interval = INTERVAL;
  private final HealthMonitor monitor =
      new HealthMonitor(
          cluster,
          probe,
          evidence,
          time,
          time,
          () -> new ProbeSettings(interval, PATIENCE),
          new SplittableRandom(1));
  private final NodeId id = new NodeId("a");

  @BeforeEach
  void start() {
    time.pass(Duration.ofHours(1));
  }

  private void add(NodeId node, ProbeResult first) {
    cluster.put(
        NodeView.joining(
            node,
            URI.create("http://" + node),
            Optional.empty(),
            NodeKind.OLLAMA,
            Map.of(),
            NodeHold.NONE,
            0));
    answer(node, first);
    monitor.watch(node);
    time.settle();
  }

  private int probes(NodeId node) {
    return probe.probes.getOrDefault(node, 0);
  }

  private void answer(NodeId node, ProbeResult result) {
    probe.answers.put(node, result);
  }

  private NodeView node() {
    return cluster.view().node(id).orElseThrow();
  }

  private static ProbeResult answered(NodeModel... models) {
    Map<ModelName, NodeModel> byName = new HashMap<>();
    for (NodeModel model : models) {
      byName.put(model.name(), model);
    }
    return new ProbeResult.Answered("0.12.0", byName, Optional.of(NODE_TIME));
  }

  /** A loaded model of 100 bytes. */
  private static NodeModel loaded(ModelName name, int vram, long secondsLeft, boolean completes) {
    return new NodeModel(
        name,
        "digest-" + name,
        1,
        Optional.of(
            new Residence(
                4096,
                100,
                vram,
                Optional.of(NODE_TIME.plusSeconds(secondsLeft)),
                completes,
                OptionalDouble.empty())));
  }

  @Test
  void oneTimeoutChangesNothingAndTheSecondInARowDoes() {
    add(id, answered());
    assertEquals(NodeStatus.HEALTHY, node().status());
    answer(id, LATE);
    monitor.probeNow(id);
    time.settle();
    assertEquals(NodeStatus.HEALTHY, node().status());
    time.pass(Duration.ofMillis(1200));
    assertEquals(NodeStatus.UNHEALTHY, node().status(), "looked again after a second");
    assertEquals("no answer within 5.0 s", node().reason());
  }

  @Test
  void anotherIntervalActsAtOnceAndForGood() {
    interval = Duration.ofMinutes(10);
    add(id, answered());
    interval = Duration.ofSeconds(5);
    monitor.retime();
    int before = probes(id);
    time.pass(Duration.ofSeconds(60));
    assertTrue(probes(id) - before >= 10, () -> "probes: " + (probes(id) - before));
    assertTrue(probes(id) - before <= 14, () -> "probes: " + (probes(id) - before));
    interval = Duration.ofMinutes(10);
    monitor.retime();
    int then = probes(id);
    time.pass(Duration.ofSeconds(60));
    assertEquals(then, probes(id));
  }

  @Test
  void aTimeoutBetweenAnswersIsForgotten() {
    add(id, answered());
    for (int i = 0; i < 5; i++) {
      answer(id, LATE);
      monitor.probeNow(id);
      time.settle();
      answer(id, answered());
      time.pass(Duration.ofSeconds(2));
      assertEquals(NodeStatus.HEALTHY, node().status());
    }
  }

  @Test
  void aRefusedConnectionCountsAtOnceAndSoDoesTheNextAnswer() {
    add(id, answered());
    answer(id, REFUSED);
    monitor.probeNow(id);
    time.settle();
    assertEquals(NodeStatus.UNHEALTHY, node().status());
    answer(id, answered());
    time.pass(Duration.ofMillis(1200));
    assertEquals(NodeStatus.HEALTHY, node().status());
  }

  @Test
  void afterTimeoutsTwoAnswersInARowAreNeeded() {
    add(id, LATE);
    time.pass(Duration.ofMillis(1200));
    assertEquals(NodeStatus.UNHEALTHY, node().status());
    answer(id, answered());
    monitor.probeNow(id);
    time.settle();
    assertEquals(NodeStatus.UNHEALTHY, node().status());
    assertEquals("answers again", node().reason());
    time.pass(Duration.ofMillis(1200));
    assertEquals(NodeStatus.HEALTHY, node().status());
  }

  @Test
  void probesComeEachIntervalWithJitterAndEachSecondWhereANodeDoesNotServe() {
    add(id, answered());
    time.pass(INTERVAL.multipliedBy(100));
    int serving = probes(id);
    assertTrue(serving > 95 && serving < 107, "probes while it served: " + serving);
    answer(id, REFUSED);
    time.pass(INTERVAL.multipliedBy(2));
    int before = probes(id);
    time.pass(Duration.ofSeconds(100));
    int dead = probes(id) - before;
    assertTrue(dead > 92 && dead < 110, "probes while it was dead: " + dead);
  }

  @Test
  void aNodeThatNeverAnswersDelaysNobody() {
    NodeId hole = new NodeId("hole");
    cluster.put(
        new NodeView(
            hole,
            URI.create("http://hole"),
            NodeKind.OLLAMA,
            NodeStatus.STARTING,
            "",
            "",
            Map.of(),
            0));
    monitor.watch(hole);
    for (int i = 0; i < 50; i++) {
      add(new NodeId("n" + i), answered());
    }
    assertEquals(50, cluster.view().serving());
    time.pass(INTERVAL.multipliedBy(3));
    assertEquals(1, probes(hole), "one probe at a time");
    assertTrue(
        probe.probes.entrySet().stream()
            .allMatch(e -> e.getKey().equals(hole) || e.getValue() >= 3));
  }

  @Test
  void aHeldNodeIsProbedAndKeepsItsHold() {
    add(id, answered());
    cluster.update(id, node -> node.with(NodeHold.CORDONED));
    answer(id, REFUSED);
    monitor.probeNow(id);
    time.settle();
    assertEquals(NodeStatus.DRAINING, node().status());
    assertEquals("cordoned by an operator; connection refused", node().reason());
    answer(id, answered());
    time.pass(Duration.ofSeconds(2));
    cluster.update(id, node -> node.with(NodeHold.NONE));
    assertEquals(NodeStatus.HEALTHY, node().status());
  }

  @Test
  void anIdleLoadedModelIsAskedForATokenAndKeptNoLonger() {
    add(id, answered(loaded(CHAT, 100, 200, true)));
    assertEquals(List.of("a chat:latest 200"), probe.asked);
    probe.tell(new TokenResult.Came(false));
    time.settle();
    assertEquals(NodeStatus.HEALTHY, node().status());
  }

  @Test
  void nothingIsAskedThatEvidenceForbidsOrMakesNeedless() {
    evidence.served.put(OTHER, time.nanos() - INTERVAL.toNanos() / 2);
    add(
        id,
        answered(
            loaded(ModelName.of("embed"), 100, 200, false),
            loaded(ModelName.of("leaving"), 100, 3, true),
            loaded(OTHER, 100, 200, true),
            new NodeModel(ModelName.of("unloaded"), "d", 1, false, 0)));
    assertEquals(List.of(), probe.asked);
    evidence.inFlight = 1;
    answer(id, answered(loaded(CHAT, 100, 200, true)));
    time.pass(INTERVAL.multipliedBy(2));
    assertEquals(List.of(), probe.asked, "requests are in flight");
    evidence.inFlight = 0;
    time.pass(INTERVAL.multipliedBy(2));
    assertEquals(1, probe.asked.size(), "one at a time, however long it takes");
  }

  @Test
  void severalModelsAreAskedInTurn() {
    add(id, answered(loaded(CHAT, 100, 200, true), loaded(OTHER, 100, 200, true)));
    for (int i = 0; i < 4; i++) {
      probe.tell(new TokenResult.Came(false));
      time.pass(INTERVAL.plusSeconds(4));
    }
    assertEquals(5, probe.asked.size());
    assertTrue(probe.asked.subList(0, 4).stream().filter(a -> a.contains("chat")).count() == 2);
  }

  @Test
  void aModelThatTheProbeMadeTheNodeLoadAnewIsAskedNoMore() {
    add(id, answered(loaded(CHAT, 100, 200, true)));
    probe.tell(new TokenResult.Came(true));
    time.pass(INTERVAL.multipliedBy(5));
    assertEquals(1, probe.asked.size());
  }

  @Test
  void silenceDegradesUntilATokenComes() {
    add(id, answered(loaded(CHAT, 100, 200, true)));
    probe.tell(new TokenResult.Silent(PATIENCE));
    time.settle();
    assertEquals(NodeStatus.DEGRADED, node().status());
    assertEquals(
        "gpu-hang: answers, but no token came from chat:latest within 10.0 s", node().reason());
    time.pass(INTERVAL.plusSeconds(4));
    assertEquals(NodeStatus.DEGRADED, node().status(), "answers to other probes do not help");
    probe.tell(new TokenResult.Came(false));
    time.settle();
    assertEquals(NodeStatus.HEALTHY, node().status());
  }

  @Test
  void anErrorDegradesUntilARequestSucceeds() {
    add(id, answered(loaded(CHAT, 100, 200, true)));
    probe.tell(new TokenResult.Failed("CUDA error"));
    time.settle();
    assertEquals("answers, but chat:latest gives no token: CUDA error", node().reason());
    time.pass(Duration.ofSeconds(5));
    evidence.served.put(CHAT, time.nanos());
    monitor.probeNow(id);
    time.settle();
    assertEquals(NodeStatus.HEALTHY, node().status());
  }

  @Test
  void anUnclearAnswerSaysNothing() {
    add(id, answered(loaded(CHAT, 100, 200, true)));
    probe.tell(new TokenResult.Unclear());
    time.settle();
    assertEquals(NodeStatus.HEALTHY, node().status());
  }

  @Test
  void aModelPastItsTimeIsStuckUnlessTheNodeIsAtWork() {
    add(id, answered(loaded(CHAT, 100, -20, true)));
    assertEquals(NodeStatus.HEALTHY, node().status(), "a margin is left");
    answer(id, answered(loaded(CHAT, 100, -40, true)));
    evidence.inFlight = 1;
    monitor.probeNow(id);
    time.settle();
    assertEquals(NodeStatus.HEALTHY, node().status(), "a long answer keeps it there");
    evidence.inFlight = 0;
    monitor.probeNow(id);
    time.settle();
    assertEquals(NodeStatus.DEGRADED, node().status());
    assertEquals(
        "stuck-unload: chat:latest is past its time in memory and stays there", node().reason());
    assertEquals(List.of(), probe.asked, "its requests would hang");
    answer(id, answered());
    monitor.probeNow(id);
    time.settle();
    assertEquals(NodeStatus.HEALTHY, node().status());
  }

  @Test
  void aModelThatLostItsAcceleratorDegrades() {
    add(id, answered(loaded(OTHER, 0, 200, false)));
    assertEquals(NodeStatus.HEALTHY, node().status(), "it was never there");
    answer(id, answered(loaded(CHAT, 90, 200, false)));
    monitor.probeNow(id);
    time.settle();
    answer(id, answered(loaded(CHAT, 60, 200, false)));
    monitor.probeNow(id);
    time.settle();
    assertEquals(NodeStatus.HEALTHY, node().status(), "a little less is no loss");
    answer(id, answered(loaded(CHAT, 0, 200, false)));
    monitor.probeNow(id);
    time.settle();
    assertEquals(
        "cpu-fallback: chat:latest has 0 % of its memory on the accelerator and had 90 %",
        node().reason());
    assertEquals(NodeStatus.DEGRADED, node().status());
    answer(id, answered(loaded(CHAT, 90, 200, false)));
    monitor.probeNow(id);
    time.settle();
    assertEquals(NodeStatus.HEALTHY, node().status());
  }

  @Test
  void whatAForgottenNodeStillAnswersIsDropped() {
    add(id, answered(loaded(CHAT, 100, 200, true)));
    monitor.forget(id);
    probe.tell(new TokenResult.Silent(PATIENCE));
    time.pass(INTERVAL.multipliedBy(3));
    assertEquals(1, probes(id));
    assertEquals(NodeStatus.HEALTHY, node().status());
  }
}
