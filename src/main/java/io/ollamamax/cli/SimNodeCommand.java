package io.ollamamax.cli;

import io.ollamamax.config.GoDuration;
import io.ollamamax.simnode.ControlServer;
import io.ollamamax.simnode.Rehearsal;
import io.ollamamax.simnode.SimFleet;
import io.ollamamax.simnode.SimModel;
import io.ollamamax.simnode.SimSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Simulated nodes for rehearsing failures. */
@Command(
    name = "sim-node",
    description = {
      "Runs simulated nodes that fail on command.",
      "By --control:",
      "  POST /sim/nodes/0/fault {\"mode\":\"gpu-hang\",\"after\":5,\"count\":1}",
      "  DELETE /sim/nodes/all/fault",
      "By --script, a line for each step:",
      "  1m30s 0,2-4 gpu-hang after=10 duration=30s",
      "GET /sim/modes lists the modes."
    },
    mixinStandardHelpOptions = true)
final class SimNodeCommand implements Callable<Integer> {
  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      required = true,
      description = "Where to listen.")
  private String listen = "";

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many, at consecutive ports (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--control",
      paramLabel = "HOST:PORT",
      description = "Where to listen for commands; nowhere by default.")
  private @Nullable String control;

  @Option(names = "--script", paramLabel = "FILE", description = "Faults and their times.")
  private @Nullable Path script;

  @Option(
      names = "--model",
      paramLabel = "NAME[=CAPABILITY,...]",
      defaultValue = "sim",
      description =
          "A model, several times for several; capabilities are completion, tools, thinking,"
              + " vision, insert, embedding (default: ${DEFAULT-VALUE}).")
  private List<String> models = List.of();

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "40",
      description = "Tokens of an answer (default: ${DEFAULT-VALUE}).")
  private int tokens;

  @Option(
      names = "--interval",
      paramLabel = "DURATION",
      defaultValue = "5ms",
      description = "Time between tokens (default: ${DEFAULT-VALUE}).")
  private String interval = "";

  @Option(
      names = "--load",
      paramLabel = "DURATION",
      defaultValue = "1s",
      description = "Time that a model takes to load (default: ${DEFAULT-VALUE}).")
  private String load = "";

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "Requests that a model works at at once; no limit by default.")
  private int parallel = SimSettings.UNLIMITED;

  @Option(
      names = "--queue",
      paramLabel = "N",
      description = "Requests that may wait; 512 by default.")
  private int queue = SimSettings.QUEUE;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "The token that callers must present, in place of the environment's.")
  private @Nullable Path tokenFile;

  @Override
  public Integer call() throws Commands.Failed, InterruptedException {
    InetSocketAddress first = ListenAddress.parse(listen);
    SimSettings settings = settings();
    Optional<Rehearsal> rehearsal = rehearsal();
    try (SimFleet fleet = new SimFleet(new SplittableRandom(), token(first))) {
      for (int i = 0; i < nodes; i++) {
        int port = first.getPort() == 0 ? 0 : first.getPort() + i;
        System.out.println(
            fleet.start(settings, new InetSocketAddress(first.getAddress(), port)).url());
      }
      rehearsal.ifPresent(steps -> steps.play(fleet));
      serve(fleet);
      return 0;
    } catch (IllegalStateException e) {
      throw new Commands.Failed(
          e.getMessage() + "; choose another address with --listen HOST:PORT");
    }
  }

  private void serve(SimFleet fleet) throws Commands.Failed, InterruptedException {
    CountDownLatch forever = new CountDownLatch(1);
    if (control == null) {
      forever.await();
      return;
    }
    InetSocketAddress address = ListenAddress.parse(control);
    try (ControlServer server = new ControlServer(fleet, address, token(address))) {
      System.out.println(
          "control http://" + address.getHostString() + ":" + server.address().getPort());
      forever.await();
    } catch (IOException e) {
      throw new Commands.Failed(
          "cannot listen at " + control + ": " + e.getMessage() + "; choose another --control");
    }
  }

  private String token(InetSocketAddress address) throws Commands.Failed {
    return ListenAddress.token(address, Optional.ofNullable(tokenFile));
  }

  private SimSettings settings() throws Commands.Failed {
    if (nodes < 1 || tokens < 0 || parallel < 1 || queue < 0) {
      throw new Commands.Failed(
          "--nodes and --parallel are 1 or more, --tokens and --queue 0 or more");
    }
    try {
      List<SimModel> known = models.stream().map(SimModel::parse).toList();
      return new SimSettings(
          known, tokens, time("--interval", interval), time("--load", load), parallel, queue);
    } catch (IllegalArgumentException e) {
      throw new Commands.Failed(String.valueOf(e.getMessage()));
    }
  }

  private static Duration time(String option, String text) {
    try {
      Duration time = GoDuration.parse(text);
      if (!time.isNegative()) {
        return time;
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          option + " is a duration such as 500ms, got '" + text + "'", e);
    }
    throw new IllegalArgumentException(option + " is 0s or more, got " + text);
  }

  private Optional<Rehearsal> rehearsal() throws Commands.Failed {
    if (script == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Rehearsal.parse(script.toString(), Files.readString(script), nodes));
    } catch (Rehearsal.Invalid e) {
      throw new Commands.Failed("the script has mistakes\n" + e.getMessage());
    } catch (IOException e) {
      throw new Commands.Failed("the script cannot be read: " + e.getMessage());
    }
  }
}
