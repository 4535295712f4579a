package io.ollamamax.agent;

import io.ollamamax.loop.Sequencer;
import io.ollamamax.loop.Time;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.random.RandomGenerator;

/** The links of an agent to all its gateways; each lives and breaks by itself. */
public final class GatewayLinks implements AutoCloseable {
  /** Gives the join tokens at hand; they are read anew at each join. */
  public interface Tokens {
    List<String> read() throws IOException;
  }

  /**
   * Where an agent dials out to.
   *
   * @param name the agent's
   */
  public record Targets(String name, List<URI> gateways, Tokens tokens) {
    public Targets {
      gateways = List.copyOf(gateways);
    }
  }

  private final List<GatewayLink> links;

  public GatewayLinks(
      Targets targets,
      Agent agent,
      AgentState state,
      HttpClient http,
      Sequencer control,
      Time time,
      RandomGenerator random) {
    this.links =
        targets.gateways().stream()
            .map(
                url ->
                    new GatewayLink(
                        new GatewayCalls(url, targets.name(), targets.tokens(), state, http),
                        agent,
                        control,
                        time,
                        random))
            .toList();
  }

  /** Dials out for as long as the agent lives. */
  public void start() {
    links.forEach(GatewayLink::start);
  }

  /** Leaves the gateways; they know at once. */
  @Override
  public void close() {
    links.forEach(GatewayLink::close);
  }
}
