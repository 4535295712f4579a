package io.ollamamax.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.Fault;
import io.ollamamax.ollama.Json;
import java.time.Instant;

/** Faults as the API shows them. */
final class FaultJson {
  private FaultJson() {}

  static ObjectNode fault(Fault fault, Instant since) {
    ObjectNode out = Json.object().put("kind", fault.kind());
    fault.target().ifPresent(node -> out.put("node", node.value()));
    fault.subject().ifPresent(model -> out.put("model", model.value()));
    return out.put("severity", fault.severity())
        .put("since", since.toString())
        .put("evidence", fault.evidence());
  }
}
