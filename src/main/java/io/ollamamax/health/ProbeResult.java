package io.ollamamax.health;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeModel;
import java.util.Map;

/** What one probe of a node found. */
public sealed interface ProbeResult {
  /**
   * The node answered.
   *
   * @param version of its Ollama
   */
  record Answered(String version, Map<ModelName, NodeModel> models) implements ProbeResult {
    public Answered {
      models = Map.copyOf(models);
    }
  }

  /**
   * The node did not answer as it should.
   *
   * @param reason in plain words
   */
  record Failed(String reason) implements ProbeResult {}
}
