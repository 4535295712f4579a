package io.ollamamax.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Talks to one node as a client would. */
record NodeClient(HttpClient http, URI url) {
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(url.resolve(path)).build());
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(url.resolve(path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  /** The lines of a streamed answer. */
  List<JsonNode> lines(String path, ObjectNode body) throws IOException, InterruptedException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : post(path, body.toString()).body().lines().toList()) {
      lines.add(Json.read(line.getBytes(StandardCharsets.UTF_8)));
    }
    return lines;
  }

  /** The pieces of text in a streamed answer, without the empty last one. */
  List<String> pieces(String path, ObjectNode body) throws IOException, InterruptedException {
    return lines(path, body).stream()
        .filter(line -> !line.path("done").asBoolean())
        .map(line -> line.path("response").asText(line.at("/message/content").asText()))
        .toList();
  }

  /** A generate request; {@code options} is JSON. */
  static ObjectNode generate(String prompt, String options) throws IOException {
    ObjectNode body = Json.object().put("model", "tiny").put("prompt", prompt);
    body.set("options", Json.read(options.getBytes(StandardCharsets.UTF_8)));
    return body;
  }

  /** A chat request of one message; {@code options} is JSON. */
  static ObjectNode chat(String content, String options) throws IOException {
    ObjectNode body = Json.object().put("model", "tiny");
    body.putArray("messages").addObject().put("role", "user").put("content", content);
    body.set("options", Json.read(options.getBytes(StandardCharsets.UTF_8)));
    return body;
  }
}
