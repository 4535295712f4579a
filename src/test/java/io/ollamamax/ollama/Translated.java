package io.ollamamax.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a dialect makes of a request and of the lines that answer it. */
public record Translated(Translation translation) {
  public static final Stamp STAMP = new Stamp("42ab", 1_790_000_000L);

  public static Translated of(Dialect dialect, String body) throws IOException {
    return new Translated(dialect.translate(bytes(body), STAMP));
  }

  /** The request for Ollama. */
  public JsonNode request() throws IOException {
    return Json.read(translation.body());
  }

  /** The stream that these lines become. */
  public String stream(String... lines) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String line : lines) {
      byte[] padded = bytes("##" + line + "\n##");
      translation.replies().line(padded, 2, padded.length - 2, out::write);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The data of the events that these lines become, comments and {@code [DONE]} left out. */
  public List<JsonNode> events(String... lines) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : stream(lines).split("\n", -1)) {
      if (line.startsWith("data: {")) {
        events.add(Json.read(bytes(line.substring("data: ".length()))));
      }
    }
    return events;
  }

  /** The whole answer that this one becomes. */
  public String whole(int status, String body) throws IOException {
    return new String(translation.replies().whole(status, bytes(body)), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
