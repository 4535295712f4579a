package io.ollamamax.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import io.ollamamax.AgentApp;
import io.ollamamax.AgentLaunch;
import io.ollamamax.GatewayApp;
import io.ollamamax.config.ConfigLoader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A service in a cgroup that gives it too little memory; needs one that may be written. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@SuppressWarnings("NullAway.Init")
class StarvedServiceIT {
  private static final String LIMIT = Integer.toString(40 << 20);

  @TempDir private Path folder;

  /** A group within this process's own, with the limit set. */
  private static Path group() throws IOException {
    Path group = null;
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
        String[] parts = line.split(":", 3);
        boolean first = parts[1].equals("memory");
        if (first || parts[1].isEmpty()) {
          Path own = Path.of("/sys/fs/cgroup" + (first ? "/memory" : ""), parts[2].substring(1));
          group = own.resolve("starved-" + ProcessHandle.current().pid());
          Path limit = group.resolve(first ? "memory.limit_in_bytes" : "memory.max");
          Files.createDirectory(group);
          if (Files.exists(limit)) {
            Files.writeString(limit, LIMIT);
            return group;
          }
          Files.delete(group);
        }
      }
      return abort("this machine has no cgroup of memory");
    } catch (IOException e) {
      if (group != null) {
        Files.deleteIfExists(group);
      }
      return abort("no cgroup of memory can be made on this machine: " + e);
    }
  }

  @Test
  void itsEndIsToldAsWantOfMemory() throws Exception {
    Path group = group();
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (GatewayApp gateway =
            new GatewayApp(ConfigLoader.parse("gateway", "").orElseThrow(), anyPort, "", 0);
        AgentApp agent =
            AgentLaunch.start(
                ConfigLoader.parse(
                        "agent",
                        AgentFile.text(
                            "http://127.0.0.1:" + gateway.address().getPort(),
                            folder,
                            AgentFile.service(
                                "sim",
                                List.of(
                                    "echo $$ > " + group.resolve("cgroup.procs") + " && exec",
                                    AgentFile.java()),
                                "")))
                    .orElseThrow()
                    .agent(),
                Map.of())) {
      String told =
          gateway
              .cluster()
              .await(
                  view ->
                      view.nodes().stream()
                          .anyMatch(node -> node.finding().startsWith("out-of-memory")))
              .nodes()
              .getFirst()
              .finding();
      assertTrue(
          told.startsWith(
              "out-of-memory: its process was killed by signal 9: it hit its memory limit and the"
                  + " kernel killed it"),
          told);
      assertTrue(agent != null);
    } finally {
      Files.delete(group);
    }
  }
}
