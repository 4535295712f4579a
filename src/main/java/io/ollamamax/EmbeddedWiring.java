package io.ollamamax;

import io.ollamamax.agent.AgentState;
import io.ollamamax.agent.GatewayLinks;
import io.ollamamax.agent.Managed;
import io.ollamamax.agent.service.RestartRules;
import io.ollamamax.api.DemoApi;
import io.ollamamax.api.DemoNode;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.config.Embedded;
import io.ollamamax.embedded.Condition;
import io.ollamamax.embedded.EmbeddedNode;
import io.ollamamax.embedded.EmbeddedNodes;
import io.ollamamax.embedded.EmbeddedOptions;
import io.ollamamax.events.Events;
import io.ollamamax.http.Route;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Embedded nodes, run by an agent within this process that dials in as any other. */
final class EmbeddedWiring implements AutoCloseable {
  private final EmbeddedPlan plan;
  private final Path cache = cacheDir();
  private final List<EmbeddedNode> nodes;
  private @Nullable AgentApp agent;

  /**
   * @throws IOException where the model or the native library cannot be put in place
   */
  EmbeddedWiring(EmbeddedPlan plan, Embedded settings) throws IOException {
    this.plan = plan;
    this.nodes =
        EmbeddedNodes.of(
            new EmbeddedOptions(plan.nodes(), settings.pace(), settings.models(), cache));
  }

  /** Starts the nodes. */
  void start(URI gateway, Supplier<String> joinToken, Duration sampleInterval) throws IOException {
    if (nodes.isEmpty()) {
      return;
    }
    List<Managed> managed =
        nodes.stream()
            .map(
                node ->
                    new Managed(
                        node.id(),
                        NodeKind.EMBEDDED,
                        new EmbeddedService(node),
                        RestartRules.EAGER,
                        UnaryOperator.identity(),
                        node.models(),
                        false,
                        Map.of()))
            .toList();
    agent =
        new AgentApp(
            managed,
            new AgentState(),
            new GatewayLinks.Targets("embedded", List.of(gateway), () -> List.of(joinToken.get())),
            sampleInterval,
            cache);
  }

  /** What breaks the nodes; nothing outside the demo. */
  List<Route> routes(Events events) {
    return plan.breakable()
        ? new DemoApi(nodes.stream().map(Breakable::new).toList(), events).routes()
        : List.of();
  }

  private record Breakable(EmbeddedNode node) implements DemoNode {
    @Override
    public NodeId id() {
      return node.id();
    }

    @Override
    public String condition() {
      return node.condition().wire();
    }

    @Override
    public boolean strike(Strike strike) {
      return switch (strike) {
        case KILL -> {
          node.stop();
          yield true;
        }
        case HANG -> node.become(Condition.HUNG);
        case SLOW -> node.become(Condition.SLOW);
        case HEAL -> node.become(Condition.WELL);
      };
    }
  }

  private static Path cacheDir() {
    String base = System.getenv("XDG_CACHE_HOME");
    Path root =
        base == null || base.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(base);
    return root.resolve("ollama-distributed");
  }

  @Override
  public void close() {
    if (agent != null) {
      agent.close();
    }
  }
}
