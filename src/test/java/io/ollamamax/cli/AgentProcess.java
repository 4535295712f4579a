package io.ollamamax.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An agent in a process of its own, which can be killed. */
final class AgentProcess implements AutoCloseable {
  private final Process process;

  AgentProcess(Path config, Path log, String... more) throws IOException {
    this(Map.of(), config, log, more);
  }

  AgentProcess(Map<String, String> environment, Path config, Path log, String... more)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.ollamamax.Main",
                "agent",
                "--config",
                config.toString()));
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    this.process = builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
  }

  /** As by kill -9. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** As by kill; returns when it has ended. */
  void terminate() {
    process.destroy();
    process.onExit().join();
  }

  @Override
  public void close() {
    terminate();
  }
}
