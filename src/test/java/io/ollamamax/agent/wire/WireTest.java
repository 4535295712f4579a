package io.ollamamax.agent.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.healing.Act;
import io.ollamamax.healing.ActResult;
import io.ollamamax.healing.Fence;
import io.ollamamax.ollama.Json;
import io.ollamamax.telemetry.HostSample;
import io.ollamamax.telemetry.ServiceSample;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireTest {
  private static final NodeId NODE = new NodeId("a");

  static List<Act> acts() {
    return List.of(
        new Act.Unload(Optional.empty()),
        new Act.Unload(Optional.of(ModelName.of("tiny"))),
        new Act.Restart(Duration.ofSeconds(5)),
        new Act.Start(),
        new Act.Stop(Duration.ZERO),
        new Act.Pull(ModelName.of("llama3.2:1b")),
        new Act.Diagnose());
  }

  @ParameterizedTest
  @MethodSource("acts")
  void anOrderArrivesAsItWasSent(Act act) throws IOException {
    Order order = new Order("o-1", NODE, act, new Fence("c", 2, 9), Duration.ofSeconds(30));
    assertEquals(order, OrderJson.read(Json.read(Json.bytes(OrderJson.write(order)))));
  }

  @Test
  void anOrderThatIsNotKnownIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> OrderJson.read(Json.object().put("act", "dance").put("node", "a")));
    assertThrows(
        IllegalArgumentException.class, () -> OrderJson.read(Json.object().put("act", "start")));
  }

  @Test
  void aReportArrivesAsItWasSent() throws IOException {
    Report report =
        new Report(
            List.of(
                new ServiceState(
                    NODE,
                    NodeKind.OLLAMA,
                    Optional.of(URI.create("http://127.0.0.1:1")),
                    Map.of("zone", "a"),
                    true,
                    Phase.WAITING,
                    7,
                    2,
                    "down",
                    "it died"),
                new ServiceState(
                    new NodeId("b"),
                    NodeKind.EMBEDDED,
                    Optional.empty(),
                    Map.of(),
                    false,
                    Phase.STOPPED,
                    0,
                    0,
                    "",
                    "")),
            List.of(
                new HostSample(
                    Instant.ofEpochMilli(1_000),
                    4,
                    OptionalDouble.of(0.25),
                    8,
                    4,
                    0,
                    0,
                    Optional.of(new HostSample.Disk(1, 2)),
                    List.of(),
                    Map.of(
                        NODE,
                        new ServiceSample(
                            7, 100, OptionalDouble.empty(), 3, 2, true, OptionalDouble.of(0.5))))),
            Map.of("o-1", ActResult.done("it answers", Map.of("pid", 7L))));
    assertEquals(report, ReportJson.read(Json.read(Json.bytes(ReportJson.write(report)))));
  }
}
