package io.ollamamax.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ollamamax.agent.service.RestartRules;
import io.ollamamax.agent.service.Service;
import io.ollamamax.agent.wire.Order;
import io.ollamamax.agent.wire.Phase;
import io.ollamamax.agent.wire.ServiceState;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.healing.Act;
import io.ollamamax.healing.ActResult;
import io.ollamamax.healing.Fence;
import io.ollamamax.loop.ManualTime;
import io.ollamamax.telemetry.HostSample;
import io.ollamamax.telemetry.ServiceSample;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId SPARE = new NodeId("spare");
  private static final Act DIAGNOSE = new Act.Diagnose();

  /** Starts at the order and never answers, since nothing listens there. */
  private static final class Silent implements Service {
    private int starts;

    @Override
    public void start(Listener listener) {
      starts++;
      listener.started(40 + starts, URI.create("http://127.0.0.1:1"));
    }

    @Override
    public void stop(Duration grace) {}

    @Override
    public void release() {}

    @Override
    public Optional<Path> log() {
      return Optional.empty();
    }
  }

  private final ManualTime time = new ManualTime();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Silent service = new Silent();
  private final Silent spare = new Silent();
  private final Agent agent =
      new Agent(
          List.of(managed(A, service, false), managed(SPARE, spare, true)),
          new AgentState(),
          new ServiceCalls(http),
          Runnable::run,
          time,
          time);

  private static Managed managed(NodeId id, Service service, boolean isSpare) {
    return new Managed(
        id,
        NodeKind.OLLAMA,
        service,
        RestartRules.DEFAULT,
        UnaryOperator.identity(),
        Path.of("models"),
        isSpare,
        Map.of());
  }

  @AfterEach
  void close() {
    http.close();
  }

  private ActResult order(NodeId node, Act act, long term, long index) {
    List<ActResult> results = new ArrayList<>();
    agent.carryOut(
        new Order("o", node, act, new Fence("c", term, index), Duration.ofSeconds(5)),
        results::add);
    time.pass(Duration.ofSeconds(5));
    assertEquals(1, results.size());
    return results.getFirst();
  }

  @Test
  void sparesWaitForAnOrder() {
    agent.start();
    time.settle();
    assertEquals(1, service.starts);
    assertEquals(0, spare.starts);
    order(SPARE, new Act.Start(), 1, 1);
    assertEquals(1, spare.starts);
  }

  @Test
  void whatAnOlderLeaderDecidedIsNotCarriedOut() {
    assertEquals(ActResult.Outcome.DONE, order(A, DIAGNOSE, 3, 10).outcome());
    assertEquals(
        ActResult.refused("fenced: decision 9 is older than 10, which was carried out on a"),
        order(A, new Act.Start(), 3, 9));
    assertEquals(
        ActResult.refused("fenced: it was decided in term 2, and term 3 has acted since"),
        order(SPARE, new Act.Start(), 2, 99));
    assertEquals(0, spare.starts);
  }

  @Test
  void whatDoesNotGoIsRefused() {
    assertEquals(
        ActResult.refused("this agent has no service b"),
        order(new NodeId("b"), new Act.Start(), 1, 1));
    assertEquals(
        ActResult.refused("only a spare service is stopped by order"),
        order(A, new Act.Stop(Duration.ZERO), 1, 2));
    assertEquals(
        ActResult.refused("the service is stopped"),
        order(SPARE, new Act.Unload(Optional.empty()), 1, 3));
    assertEquals(ActResult.refused("the gateway itself drains"), order(A, new Act.Undrain(), 1, 4));
  }

  @Test
  void aStoppedProcessIsToldAsLongAsItIsTheSame() {
    agent.start();
    time.settle();
    agent.measured(sample(41));
    ServiceState state = agent.services().getFirst();
    assertEquals("stopped", state.mode());
    assertEquals(Phase.STARTING, state.phase());
    agent.measured(sample(7));
    assertEquals("", agent.services().getFirst().mode());
  }

  private static HostSample sample(long stoppedPid) {
    return new HostSample(
        Instant.EPOCH,
        1,
        OptionalDouble.empty(),
        1,
        1,
        0,
        0,
        Optional.empty(),
        List.of(),
        Map.of(
            A,
            new ServiceSample(
                stoppedPid, 1, OptionalDouble.empty(), 1, 0, true, OptionalDouble.empty())));
  }

  @Test
  void twoMinutesOfSamplesAreKept() {
    for (int i = 0; i < 200; i++) {
      agent.measured(sample(41));
    }
    assertEquals(120, agent.samples().size());
  }
}
