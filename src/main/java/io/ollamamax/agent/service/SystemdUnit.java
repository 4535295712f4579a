package io.ollamamax.agent.service;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A unit of systemd, by {@code systemctl}. */
public final class SystemdUnit implements PolledService.Commands {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final String unit;

  public SystemdUnit(String unit) {
    this.unit = unit;
  }

  @Override
  public PolledService.Look look() throws IOException, InterruptedException {
    Tool.Result shown =
        checked(
            List.of("systemctl", "show", unit, "--property=ActiveState,MainPID,Result,LoadState"),
            DEADLINE);
    Map<String, String> properties = new HashMap<>();
    shown
        .output()
        .lines()
        .map(line -> line.split("=", 2))
        .filter(pair -> pair.length == 2)
        .forEach(pair -> properties.put(pair[0], pair[1]));
    if (properties.getOrDefault("LoadState", "").equals("not-found")) {
      throw new IOException("systemd knows no unit '" + unit + "'");
    }
    return switch (properties.getOrDefault("ActiveState", "")) {
      case "active" ->
          new PolledService.Look.Runs(Long.parseLong(properties.getOrDefault("MainPID", "0")));
      case "inactive", "failed" ->
          new PolledService.Look.Ended(
              ending(
                  "its unit " + unit + " is " + properties.get("ActiveState"),
                  properties.getOrDefault("Result", "unknown")));
      default -> new PolledService.Look.Changes();
    };
  }

  private static Service.Ending ending(String state, String result) {
    return switch (result) {
      case "success" -> Service.Ending.down(state + " (it ended or was stopped)");
      case "oom-kill" -> Service.Ending.outOfMemory(state);
      default -> Service.Ending.down(state + " (" + result + ")");
    };
  }

  @Override
  public void start() throws IOException, InterruptedException {
    checked(List.of("systemctl", "start", unit), DEADLINE);
  }

  @Override
  public void stop(Duration grace) throws IOException, InterruptedException {
    if (!grace.isZero()) {
      try {
        checked(List.of("systemctl", "stop", unit), grace);
        return;
      } catch (IOException e) {
        System.getLogger(SystemdUnit.class.getName())
            .log(System.Logger.Level.INFO, "unit {0} is killed: {1}", unit, e.getMessage());
      }
    }
    checked(List.of("systemctl", "kill", "--signal=SIGKILL", unit), DEADLINE);
    checked(List.of("systemctl", "stop", unit), DEADLINE);
  }

  private static Tool.Result checked(List<String> command, Duration deadline)
      throws IOException, InterruptedException {
    Tool.Result result = Tool.run(command, deadline);
    if (!result.isDone()) {
      throw new IOException("'" + String.join(" ", command) + "' failed: " + result.lastLine());
    }
    return result;
  }
}
