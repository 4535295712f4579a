package io.ollamamax.transcript;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One exchange with a real Ollama, as {@code compat/record.py} wrote it.
 *
 * @param body of the request, or null for none
 */
record Transcript(String name, String method, String path, String body, Reply reply) {
  private static final Path FOLDER = Path.of("src/test/resources/transcripts");

  /**
   * What came back.
   *
   * @param contentType without its parameters; empty for none
   */
  record Reply(int status, String contentType, List<String> lines) {
    Reply {
      contentType = contentType.replaceFirst(";.*", "").strip();
      lines = List.copyOf(lines);
    }
  }

  /** All of them, in the order in which they were recorded. */
  static List<Transcript> all() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Transcript> all = new ArrayList<>();
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        all.add(read(file));
      }
      return all;
    }
  }

  private static Transcript read(Path file) throws IOException {
    JsonNode json = Json.read(Files.readAllBytes(file));
    JsonNode asked = json.path("request");
    JsonNode answered = json.path("response");
    List<String> lines = new ArrayList<>();
    answered.path("lines").forEach(line -> lines.add(line.asText()));
    return new Transcript(
        file.getFileName().toString().replaceFirst("^\\d+-(.*)\\.json$", "$1"),
        asked.path("method").asText(),
        asked.path("path").asText(),
        asked.has("body") ? asked.path("body").asText() : null,
        new Reply(answered.path("status").asInt(), answered.path("content_type").asText(), lines));
  }

  /** Sends the request to another endpoint. */
  Reply replay(HttpClient http, URI base) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Reply(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(""),
        List.of(response.body().split("\n", -1)));
  }
}
