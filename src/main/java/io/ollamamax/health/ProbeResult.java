package io.ollamamax.health;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeModel;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What one probe of a node found. */
public sealed interface ProbeResult {
  /**
   * The node answered.
   *
   * @param version of its Ollama
   * @param nodeTime what its clock showed; nothing where it does not say
   */
  record Answered(String version, Map<ModelName, NodeModel> models, Optional<Instant> nodeTime)
      implements ProbeResult {
    public Answered {
      models = Map.copyOf(models);
    }
  }

  /**
   * The node did not answer as it should.
   *
   * @param reason in plain words
   * @param refused whether its machine refused the connection: nothing listens there
   */
  record Failed(String reason, boolean refused) implements ProbeResult {}
}
