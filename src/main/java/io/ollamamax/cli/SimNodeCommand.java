package io.ollamamax.cli;

import io.ollamamax.simnode.SimFleet;
import io.ollamamax.simnode.SimSettings;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Simulated nodes for rehearsing failures. */
@Command(
    name = "sim-node",
    description =
        "Runs simulated nodes that fail on command: POST /sim/fault"
            + " {\"mode\":\"gpu-hang\",\"at_token\":5,\"count\":1}, DELETE /sim/fault.",
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

  @Override
  public Integer call() throws Commands.Failed, InterruptedException {
    InetSocketAddress first = ListenAddress.parse(listen);
    if (!first.getAddress().isLoopbackAddress()) {
      throw new Commands.Failed(
          "refusing to listen at "
              + listen
              + ": a simulated node asks for no token, so it stays on loopback");
    }
    try (SimFleet fleet = new SimFleet(new SplittableRandom())) {
      for (int i = 0; i < nodes; i++) {
        int port = first.getPort() == 0 ? 0 : first.getPort() + i;
        System.out.println(
            fleet
                .start(SimSettings.STANDARD, new InetSocketAddress(first.getAddress(), port))
                .url());
      }
      new CountDownLatch(1).await();
      return 0;
    } catch (IllegalStateException e) {
      throw new Commands.Failed(
          e.getMessage() + "; choose another address with --listen HOST:PORT");
    }
  }
}
