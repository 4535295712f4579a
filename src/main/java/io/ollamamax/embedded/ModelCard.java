package io.ollamamax.embedded;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What the worker says of a model.
 *
 * @param name as it is listed
 * @param digest of its manifest, in hexadecimal
 * @param size of all its blobs in bytes
 */
record ModelCard(String name, String digest, long size) {
  static final String TEMPLATE = "{{ if .System }}{{ .System }}\n{{ end }}Q: {{ .Prompt }}\nA:";
  private static final String MODIFIED_AT = "2026-01-01T00:00:00Z";
  private static final int EMBEDDING_LENGTH = 192;

  /** One entry of {@code /api/tags}, or of {@code /api/ps}. */
  ObjectNode listed(boolean running) {
    ObjectNode model = Json.object().put("name", name).put("model", name);
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
    return model;
  }

  /** The answer of {@code /api/show}. */
  ObjectNode show() {
    ObjectNode answer = Json.object().put("license", "CC0").put("parameters", "");
    answer.put("modelfile", "FROM " + name + "\nTEMPLATE \"" + TEMPLATE + "\"\n");
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
