package io.ollamamax.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.ollama.InferenceRequest;
import io.ollamamax.ollama.InferenceRequest.Trait;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a client's request and applies the rules of its model. Pure. */
public final class Admission {
  private Admission() {}

  /**
   * The request as it is served.
   *
   * @param body in Ollama's shape
   * @throws IOException where it is no request, with a message for the client
   */
  public static RequestSpec admit(String id, Operation operation, byte[] body, ModelRules rules)
      throws IOException {
    InferenceRequest asked = InferenceRequest.read(body);
    String given = asked.model();
    if (given == null || given.isBlank()) {
      throw new IOException("model is required");
    }
    ModelName named = ModelName.of(given);
    ModelName model = rules.aliases().getOrDefault(named, named);
    ModelRules.Rule rule = rules.of(model);
    RequestSpec fallback = null;
    List<ModelName> others = rule.fallbacks();
    for (int i = others.size() - 1; i >= 0; i--) {
      ModelName other = others.get(i);
      fallback = spec(id, operation, body, asked, given, other, rules.of(other), fallback);
    }
    return spec(id, operation, body, asked, given, model, rule, fallback);
  }

  private static RequestSpec spec(
      String id,
      Operation operation,
      byte[] body,
      InferenceRequest asked,
      String given,
      ModelName model,
      ModelRules.Rule rule,
      @Nullable RequestSpec fallback)
      throws IOException {
    boolean same =
        ModelName.of(given).equals(model) && rule.numCtx().isEmpty() && rule.keepAlive() == null;
    byte[] sent = same ? body : rewritten(body, asked, model, rule);
    InferenceRequest read = same ? asked : InferenceRequest.read(sent);
    boolean lines = RequestSpec.lines(operation, asked);
    return new RequestSpec(
        id,
        operation,
        model,
        read,
        lines ? read.streaming(sent) : sent,
        lines && !Boolean.FALSE.equals(asked.stream()),
        given,
        fallback);
  }

  private static byte[] rewritten(
      byte[] body, InferenceRequest asked, ModelName model, ModelRules.Rule rule)
      throws IOException {
    ObjectNode tree = (ObjectNode) Json.read(body);
    tree.remove("name");
    tree.put("model", model.value());
    boolean unload = !asked.has(Trait.PROMPT) && asked.has(Trait.KEEP_ALIVE);
    if (rule.numCtx().isPresent()) {
      ObjectNode options =
          tree.get("options") instanceof ObjectNode given ? given : tree.putObject("options");
      options.put("num_ctx", rule.numCtx().getAsInt());
    }
    if (rule.keepAlive() != null && !unload) {
      tree.put("keep_alive", rule.keepAlive());
    }
    return Json.bytes(tree);
  }
}
