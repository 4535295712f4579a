package io.ollamamax.agent;

import io.ollamamax.agent.service.RestartRules;
import io.ollamamax.agent.service.Service;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A service that an agent is given to keep running.
 *
 * @param id the node's
 * @param told how gateways reach what this host reaches at an address
 * @param models the folder of its models
 * @param spare whether it runs only when a gateway asks for it
 */
public record Managed(
    NodeId id,
    NodeKind kind,
    Service service,
    RestartRules rules,
    UnaryOperator<URI> told,
    Path models,
    boolean spare,
    Map<String, String> labels) {
  public Managed {
    labels = Map.copyOf(labels);
  }
}
