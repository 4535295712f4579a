package io.ollamamax.cli;

import io.ollamamax.EmbeddedPlan;
import io.ollamamax.GatewayApp;
import io.ollamamax.cluster.MemoryControlState;
import io.ollamamax.config.Config;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.config.Embedded;
import io.ollamamax.config.store.Launch;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** A gateway over embedded nodes whose answers are slow enough to be broken in the middle. */
@Command(
    name = "demo",
    description = "Serves real inference over embedded nodes; kill one and watch the answer go on.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final double PACE = 12;

  /** People kill its nodes for fun, and want to see soon what becomes of it. */
  private static final String SETTINGS =
      """
      inference:
        fault_tolerance:
          health_check_interval: 5s
          self_healing: {healing_interval: 10s, monitoring_interval: 2s}
          performance_tracking: {window_size: 5m}
      healing: {acts_per_hour: 10000, quarantine_restarts: 1000}
      """;

  @picocli.CommandLine.Spec
  @SuppressWarnings("NullAway.Init")
  private picocli.CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many embedded nodes (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8080",
      description = "Where to listen (default: ${DEFAULT-VALUE}).")
  private String listen = "127.0.0.1:8080";

  @Override
  public Integer call() throws Commands.Failed {
    if (nodes < 1 || nodes > 64) {
      throw new ParameterException(
          spec.commandLine(), "--nodes must be between 1 and 64, got " + nodes);
    }
    Config config =
        ConfigLoader.parse("demo", SETTINGS)
            .orElseThrow()
            .withEmbedded(new Embedded(nodes, PACE, List.of("tiny")));
    Launch launch = Launch.of(config, List.of("gateway.listen=" + listen));
    return Serving.serve(
        Serving.open(launch, new MemoryControlState()),
        List.of(),
        new EmbeddedPlan(nodes, true),
        false,
        this::banner);
  }

  private void banner(GatewayApp app) throws InterruptedException {
    String url = "http://127.0.0.1:" + app.address().getPort();
    System.out.println("Starting " + nodes + " nodes ...");
    app.cluster().await(view -> view.serving() >= nodes);
    System.out.println(
        """
        One endpoint over %d nodes: %s

        Open that in a browser: ask there, kill the node that answers, and watch the answer go on.

        Or at a terminal: ask for a story (some 20 seconds):

          curl -N %s/api/generate -d '{"model":"tiny","prompt":"Tell me a story."}'

        and while it is told, from another terminal, kill the node that tells it:

          kill -9 $(curl -s %s/api/v1/nodes | tr '{' '\\n' | grep '"in_flight":[1-9]' | grep -o '"pid":[0-9]*' | cut -d: -f2)

        The story goes on at another node. Ctrl-C ends the demo.
        """
            .formatted(nodes, url, url, url));
  }
}
