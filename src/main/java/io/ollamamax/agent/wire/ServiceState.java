package io.ollamamax.agent.wire;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * A service as its agent sees it.
 *
 * @param url where gateways reach it; absent while it is not known
 * @param spare whether it runs only when a gateway asks for it
 * @param pid 0 where there is none or it is not known
 * @param restarts how often its process has ended by itself and was started anew since the agent's
 *     start
 * @param mode what it fails by, in the fault catalogue's names; empty where it does not
 * @param reason in plain words; empty where there is nothing to say
 */
public record ServiceState(
    NodeId id,
    NodeKind kind,
    Optional<URI> url,
    Map<String, String> labels,
    boolean spare,
    Phase phase,
    long pid,
    int restarts,
    String mode,
    String reason) {
  public ServiceState {
    labels = Map.copyOf(labels);
  }

  /** Mode and reason in one text. */
  public String finding() {
    return mode.isEmpty() ? reason : mode + ": " + reason;
  }
}
