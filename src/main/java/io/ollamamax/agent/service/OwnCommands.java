package io.ollamamax.agent.service;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * A service that commands of the operator start and end.
 *
 * @param status exits with 0 while the service runs, and may print its pid; empty where a
 *     connection to the service is the sign that it runs
 */
public record OwnCommands(
    List<String> starting, List<String> stopping, List<String> status, URI url)
    implements PolledService.Commands {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  public OwnCommands {
    starting = List.copyOf(starting);
    stopping = List.copyOf(stopping);
    status = List.copyOf(status);
  }

  @Override
  public PolledService.Look look() throws IOException, InterruptedException {
    if (status.isEmpty()) {
      return Sockets.accepts(url)
          ? new PolledService.Look.Runs(0)
          : new PolledService.Look.Ended(Service.Ending.down("nothing listens at " + url));
    }
    Tool.Result result = Tool.run(status, DEADLINE);
    return result.isDone()
        ? new PolledService.Look.Runs(pid(result.output()))
        : new PolledService.Look.Ended(
            Service.Ending.down(
                "its status command exits with " + result.exitCode() + " " + result.lastLine()));
  }

  private static long pid(String output) {
    String first = output.lines().findFirst().orElse("").strip();
    return first.matches("[0-9]{1,10}") ? Long.parseLong(first) : 0;
  }

  @Override
  public void start() throws IOException, InterruptedException {
    run(starting, DEADLINE);
  }

  @Override
  public void stop(Duration grace) throws IOException, InterruptedException {
    run(stopping, DEADLINE.compareTo(grace) > 0 ? DEADLINE : grace);
  }

  private static void run(List<String> command, Duration deadline)
      throws IOException, InterruptedException {
    Tool.Result result = Tool.run(command, deadline);
    if (!result.isDone()) {
      throw new IOException(
          "'"
              + command.getFirst()
              + "' exits with "
              + result.exitCode()
              + ": "
              + result.lastLine());
    }
  }
}
