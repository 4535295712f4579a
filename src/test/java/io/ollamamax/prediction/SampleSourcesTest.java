package io.ollamamax.prediction;

import static io.ollamamax.prediction.Nodes.A;
import static io.ollamamax.prediction.Nodes.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.telemetry.GpuSample;
import io.ollamamax.telemetry.HostSample;
import io.ollamamax.telemetry.ServiceSample;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SampleSourcesTest {
  private static GpuSample gpu(double celsius, long used) {
    return new GpuSample(
        "0",
        "",
        OptionalDouble.empty(),
        OptionalLong.of(100),
        OptionalLong.of(used),
        OptionalDouble.of(celsius),
        OptionalDouble.empty());
  }

  private static NodeSample sample(Map<NodeId, ServiceSample> services) {
    HostSample host =
        new HostSample(
            START,
            2,
            OptionalDouble.of(0.5),
            1000,
            250,
            0,
            0,
            Optional.of(new HostSample.Disk(10, 100)),
            List.of(gpu(60, 20), gpu(80, 60)),
            services);
    NodeSample.Builder builder = NodeSample.at(START);
    HostMetrics.add(host, A, builder);
    return builder.build();
  }

  private static ServiceSample using(double share) {
    return new ServiceSample(7, 100, OptionalDouble.empty(), 1, 0, false, OptionalDouble.of(share));
  }

  @Test
  void memoryIsThatWhichIsNearerToItsEnd() {
    assertEquals(0.9, sample(Map.of(A, using(0.9))).get(Metric.HOST_MEMORY));
    assertEquals(0.75, sample(Map.of(A, using(0.5))).get(Metric.HOST_MEMORY));
    assertEquals(0.75, sample(Map.of(new NodeId("b"), using(0.9))).get(Metric.HOST_MEMORY));
  }

  @Test
  void aHostIsSharesAndItsHottestGpu() {
    NodeSample sample = sample(Map.of());
    assertEquals(0.5, sample.get(Metric.CPU));
    assertEquals(0.75, sample.get(Metric.HOST_MEMORY));
    assertEquals(0.9, sample.get(Metric.DISK), 1e-9);
    assertEquals(0.4, sample.get(Metric.GPU_MEMORY));
    assertEquals(80, sample.get(Metric.GPU_TEMPERATURE));
    assertTrue(Double.isNaN(sample.get(Metric.GPU_UTILISATION)), "not measured is absent");
  }

  @Test
  void requestsAreSummedForASecond() {
    RequestEvidence evidence = new RequestEvidence();
    evidence.tried(A, false, 200_000_000, 20_000_000, true);
    evidence.tried(A, false, 400_000_000, 40_000_000, false);
    evidence.tried(A, true, -1, -1, false);
    evidence.tried(A, true, -1, -1, false);
    NodeSample sample = take(evidence);
    assertEquals(0.5, sample.get(Metric.ERRORS));
    assertEquals(0.3, sample.get(Metric.FIRST_TOKEN), 1e-9);
    assertEquals(0.03, sample.get(Metric.INTER_TOKEN), 1e-9);
    assertEquals(1, sample.get(Metric.LOADS));
    NodeSample quiet = take(evidence);
    assertTrue(Double.isNaN(quiet.get(Metric.ERRORS)));
    assertTrue(Double.isNaN(quiet.get(Metric.FIRST_TOKEN)));
    assertTrue(Double.isNaN(quiet.get(Metric.TOKEN_RATE)));
  }

  private static NodeSample take(RequestEvidence evidence) {
    NodeSample.Builder builder = NodeSample.at(START);
    evidence.take(A, builder);
    return builder.build();
  }
}
