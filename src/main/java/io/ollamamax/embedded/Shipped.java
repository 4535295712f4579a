package io.ollamamax.embedded;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.FullName;
import io.ollamamax.ollama.Json;
import io.ollamamax.ollama.ModelFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The models that come with the distribution: the same weights under several names, each of them a
 * model of its own with its own digest. They stand for a registry.
 */
final class Shipped {
  private static final FullName ALWAYS = FullName.parse("tiny").orElseThrow();

  private final Path weights;
  private final String digest;
  private final Set<FullName> names;

  /**
   * @param weights the file
   * @param digest SHA-256 of it, in hexadecimal
   * @param names beside {@code tiny}; those that are none are left out
   */
  Shipped(Path weights, String digest, List<String> names) {
    this.weights = weights;
    this.digest = digest;
    this.names =
        names.stream()
            .flatMap(name -> FullName.parse(name).stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  boolean has(FullName name) {
    return name.equals(ALWAYS) || names.contains(name);
  }

  /** Puts a model into a folder, whole or not at all. */
  void install(FullName name, ModelFolder folder) throws IOException {
    ObjectNode manifest =
        Json.object()
            .put("schemaVersion", 2)
            .put("mediaType", "application/vnd.docker.distribution.manifest.v2+json");
    ObjectNode config =
        Json.object()
            .put("model_format", "gguf")
            .put("model_family", "llama")
            .put("model_type", "2.61M")
            .put("file_type", "Q8_0")
            .put("name", name.listed());
    config.putArray("model_families").add("llama");
    config.put("architecture", "amd64").put("os", "linux");
    manifest.set(
        "config",
        layer(folder, "application/vnd.docker.container.image.v1+json", Json.bytes(config)));
    ArrayNode layers = manifest.putArray("layers");
    layers.add(layer("application/vnd.ollama.image.model", "sha256:" + digest, link(folder)));
    layers.add(
        layer(
            folder,
            "application/vnd.ollama.image.template",
            ModelCard.TEMPLATE.getBytes(StandardCharsets.UTF_8)));
    folder.put(name, Json.bytes(manifest));
  }

  private static ObjectNode layer(ModelFolder folder, String type, byte[] content)
      throws IOException {
    String blob = "sha256:" + ModelFolder.digest(content);
    folder.put(blob, new ByteArrayInputStream(content));
    return layer(type, blob, content.length);
  }

  private static ObjectNode layer(String type, String blob, long size) {
    return Json.object().put("mediaType", type).put("digest", blob).put("size", size);
  }

  /** The weights are in the folder without taking place once more, where the disk allows it. */
  private long link(ModelFolder folder) throws IOException {
    String blob = "sha256:" + digest;
    Path file = folder.blob(blob);
    if (!Files.exists(file)) {
      Files.createDirectories(file.getParent());
      try {
        Files.createLink(file, weights);
      } catch (IOException | UnsupportedOperationException e) {
        try (InputStream in = Files.newInputStream(weights)) {
          folder.put(blob, in);
        }
      }
    }
    return Files.size(weights);
  }
}
