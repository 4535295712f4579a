package io.ollamamax.embedded;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.ollama.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What the worker says of its one model under each of its names.
 *
 * @param digest SHA-256 of the file in hexadecimal
 * @param size of the file in bytes
 */
record ModelCard(List<ModelName> names, String digest, long size) {
  private static final String MODIFIED_AT = "2026-01-01T00:00:00Z";
  private static final int EMBEDDING_LENGTH = 192;
  private static final String TEMPLATE =
      "{{ if .System }}{{ .System }}\n{{ end }}Q: {{ .Prompt }}\nA:";

  ModelCard {
    names = List.copyOf(names);
  }

  /** Whether the model is served under the name a client gave. */
  boolean has(String given) {
    return names.contains(ModelName.of(given));
  }

  /** The answer of {@code /api/tags}. */
  ObjectNode tags() {
    return models(false);
  }

  /** The answer of {@code /api/ps}: the model is always loaded. */
  ObjectNode running() {
    return models(true);
  }

  private ObjectNode models(boolean running) {
    ObjectNode answer = Json.object();
    ArrayNode list = answer.putArray("models");
    for (ModelName name : names) {
      ObjectNode model = list.addObject().put("name", name.value()).put("model", name.value());
      model.put("size", size).put("digest", digest);
      ObjectNode details = details();
      model.set("details", details);
      if (running) {
        model.put("expires_at", Instant.now().plus(365, ChronoUnit.DAYS).toString());
        model.put("size_vram", 0).put("context_length", Engine.CONTEXT);
      } else {
        details.put("context_length", Engine.CONTEXT).put("embedding_length", EMBEDDING_LENGTH);
        model.put("modified_at", MODIFIED_AT).set("capabilities", capabilities());
      }
    }
    return answer;
  }

  /** The answer of {@code /api/show}. */
  ObjectNode show() {
    ObjectNode answer = Json.object().put("license", "CC0").put("parameters", "");
    answer.put(
        "modelfile", "FROM " + names.getFirst().value() + "\nTEMPLATE \"" + TEMPLATE + "\"\n");
    answer.put("template", TEMPLATE).put("modified_at", MODIFIED_AT);
    answer.set("details", details());
    answer
        .putObject("model_info")
        .put("general.architecture", "llama")
        .put("llama.context_length", Engine.CONTEXT)
        .put("tokenizer.ggml.add_bos_token", true);
    answer.set("capabilities", capabilities());
    return answer;
  }

  private static ArrayNode capabilities() {
    return Json.MAPPER.createArrayNode().add("completion").add("embedding");
  }

  private static ObjectNode details() {
    ObjectNode details = Json.object();
    details.put("parent_model", "").put("format", "gguf").put("family", "llama");
    details.putArray("families").add("llama");
    return details.put("parameter_size", "2.61M").put("quantization_level", "Q8_0");
  }
}
