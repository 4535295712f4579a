package io.ollamamax.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.telemetry.HostSample;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PressureTest {
  private static final NodeId A = new NodeId("a");
  private static final long GB = 1L << 30;

  private static List<Fault> of(long available, long swapFree, long diskFree) {
    return Pressure.of(
        A,
        new HostSample(
            Instant.EPOCH,
            8,
            OptionalDouble.empty(),
            100 * GB,
            available,
            50 * GB,
            50 * GB - swapFree,
            Optional.of(new HostSample.Disk(diskFree, 1000 * GB)),
            List.of(),
            Map.of()));
  }

  @Test
  void aHostWithRoomIsWell() {
    assertEquals(List.of(), of(10 * GB, 0, 50 * GB));
  }

  @Test
  void memoryThatIsHalfOfLittleIsHalfAsSevere() {
    Fault.ResourcePressure fault = (Fault.ResourcePressure) of(5 * GB, 0, 900 * GB).getFirst();
    assertEquals(Fault.Resource.MEMORY, fault.resource());
    assertEquals(0.5, fault.severity(), 1e-9);
    assertEquals("memory is nearly full: 5.0 % (5120 MB) are left", fault.evidence());
  }

  @Test
  void freeSwapIsRoomToo() {
    assertEquals(List.of(), of(GB, 20 * GB, 900 * GB));
  }

  @Test
  void aFullDiskIsAsSevereAsCanBe() {
    List<Fault> found = of(50 * GB, 0, 0);
    assertEquals(1, found.size());
    assertEquals(1, found.getFirst().severity(), 1e-9);
    assertTrue(found.getFirst().evidence().startsWith("the disk of the models"));
  }
}
