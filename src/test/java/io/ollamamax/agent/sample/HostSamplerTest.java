package io.ollamamax.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.loop.SystemTime;
import io.ollamamax.telemetry.HostSample;
import io.ollamamax.telemetry.ServiceSample;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples of this machine and this process, against what the JVM knows of them. */
class HostSamplerTest {
  private static final NodeId ME = new NodeId("me");
  private static final long PID = ProcessHandle.current().pid();

  @Test
  void theHostIsMeasured(@TempDir Path models) {
    HostSampler sampler = new HostSampler(models, new SystemTime());
    HostSample first = sampler.take(Map.of(), List.of());
    OperatingSystemMXBean jvm =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    assertTrue(first.processors() >= jvm.getAvailableProcessors());
    assertTrue(first.memoryTotal() >= jvm.getTotalMemorySize());
    assertTrue(first.memoryAvailable() > 0 && first.memoryAvailable() < first.memoryTotal());
    assertTrue(first.cpu().isEmpty());
    HostSample.Disk disk = first.disk().orElseThrow();
    assertTrue(disk.free() > 0 && disk.free() <= disk.total());
    double busy = sampler.take(Map.of(), List.of()).cpu().orElseThrow();
    assertTrue(busy >= 0 && busy <= 1);
    assertEquals(
        Optional.empty(),
        new HostSampler(models.resolve("x"), new SystemTime()).take(Map.of(), List.of()).disk());
  }

  @Test
  void aProcessIsMeasuredWithItsDescendants(@TempDir Path models) throws Exception {
    HostSampler sampler = new HostSampler(models, new SystemTime());
    Map<NodeId, ServiceSample> me = Map.of(ME, ServiceSample.unmeasured(PID, 3));
    ServiceSample alone = measured(sampler, me);
    assertEquals(PID, alone.pid());
    assertEquals(3, alone.restarts());
    assertFalse(alone.stopped());
    assertTrue(alone.rss() > 10 << 20);
    assertTrue(alone.cpu().isEmpty());
    Process child = new ProcessBuilder("cat").start();
    ServiceSample both = measured(sampler, me);
    assertTrue(both.threads() > 1);
    assertTrue(both.cpu().orElseThrow() >= 0);
    child.destroy();
    child.waitFor();
  }

  @Test
  void aStoppedProcessIsSeenAndOneThatIsGoneHasNoSample(@TempDir Path models) throws Exception {
    HostSampler sampler = new HostSampler(models, new SystemTime());
    Process child = new ProcessBuilder("cat").start();
    Map<NodeId, ServiceSample> it = Map.of(ME, ServiceSample.unmeasured(child.pid(), 0));
    assertFalse(measured(sampler, it).stopped());
    signal("STOP", child);
    while (!measured(sampler, it).stopped()) {
      assertTrue(child.isAlive());
    }
    signal("CONT", child);
    child.destroyForcibly().waitFor();
    assertEquals(Map.of(), sampler.take(it, List.of()).services());
  }

  private static ServiceSample measured(HostSampler sampler, Map<NodeId, ServiceSample> of) {
    return Optional.ofNullable(sampler.take(of, List.of()).services().get(ME)).orElseThrow();
  }

  private static void signal(String name, Process to) throws Exception {
    assertEquals(
        0, new ProcessBuilder("kill", "-" + name, Long.toString(to.pid())).start().waitFor());
  }
}
