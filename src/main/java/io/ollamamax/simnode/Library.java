package io.ollamamax.simnode;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.ollama.Json;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The models and blobs on a node's disk. Event loop only. */
final class Library {
  private static final String MODIFIED = "2026-01-01T00:00:00Z";
  private static final String FAMILY = "sim";

  private final Map<String, SimModel> models = new LinkedHashMap<>();
  private final Set<String> blobs = new HashSet<>();

  Library(List<SimModel> models) {
    models.forEach(this::add);
  }

  /** The model of that name, or null. */
  @Nullable SimModel find(String given) {
    return given.isBlank() ? null : models.get(ModelName.of(given).value());
  }

  void add(SimModel model) {
    models.put(model.name(), model);
  }

  boolean remove(String given) {
    return models.remove(ModelName.of(given).value()) != null;
  }

  /** Whether a model on the node still needs this digest's runner. */
  boolean uses(String digest) {
    return models.values().stream().anyMatch(model -> model.digest().equals(digest));
  }

  boolean hasBlob(String digest) {
    return blobs.contains(digest)
        || models.values().stream().anyMatch(model -> ("sha256:" + model.digest()).equals(digest));
  }

  void addBlob(String digest) {
    blobs.add(digest);
  }

  /** {@code /api/tags}. */
  ObjectNode tags() {
    ObjectNode answer = Json.object();
    ArrayNode rows = answer.putArray("models");
    models.values().forEach(model -> rows.add(row(model).put("modified_at", MODIFIED)));
    return answer;
  }

  /** {@code /v1/models}. */
  ObjectNode openAiModels() {
    ObjectNode answer = Json.object().put("object", "list");
    ArrayNode rows = answer.putArray("data");
    for (SimModel model : models.values()) {
      rows.addObject()
          .put("id", model.name())
          .put("object", "model")
          .put("created", 1_767_225_600)
          .put("owned_by", "library");
    }
    return answer;
  }

  /** What lists say of a model. */
  static ObjectNode row(SimModel model) {
    ObjectNode row =
        Json.object()
            .put("name", model.name())
            .put("model", model.name())
            .put("size", SimModel.SIZE)
            .put("digest", model.digest());
    row.set("details", details());
    return row;
  }

  private static ObjectNode details() {
    ObjectNode details = Json.object();
    details.put("parent_model", "").put("format", "gguf").put("family", FAMILY);
    details.putArray("families").add(FAMILY);
    return details.put("parameter_size", "1M").put("quantization_level", "F16");
  }

  /** {@code /api/show}. */
  static ObjectNode show(SimModel model) {
    String parameters =
        new TreeMap<>(model.parameters())
            .entrySet().stream()
                .map(entry -> String.format("%-30s %s", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("\n"));
    ObjectNode answer = Json.object();
    answer
        .put(
            "modelfile",
            "FROM " + model.name() + "\nTEMPLATE \"\"\"" + Prompt.TEMPLATE + "\"\"\"\n")
        .put("parameters", parameters)
        .put("template", (model.bos() ? "<s>" : "") + Prompt.TEMPLATE);
    answer.set("details", details());
    answer
        .putObject("model_info")
        .put("general.architecture", FAMILY)
        .put("general.parameter_count", 1_000_000)
        .put(FAMILY + ".context_length", model.context())
        .put("tokenizer.ggml.add_bos_token", model.bos())
        .put("tokenizer.ggml.bos_token_id", 1);
    ArrayNode capabilities = answer.putArray("capabilities");
    model.capabilities().stream().sorted().forEach(capabilities::add);
    return answer.put("modified_at", MODIFIED);
  }
}
