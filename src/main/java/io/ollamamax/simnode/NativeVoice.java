package io.ollamamax.simnode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Lines of {@code /api/generate} and {@code /api/chat}. */
final class NativeVoice implements Voice {
  private final Ask ask;
  private final boolean chat;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder thinking = new StringBuilder();
  private final ArrayNode calls = Json.MAPPER.createArrayNode();
  private final ArrayNode logprobs = Json.MAPPER.createArrayNode();

  NativeVoice(Ask ask) {
    this.ask = ask;
    this.chat = ask.kind() == Ask.Kind.CHAT;
  }

  @Override
  public String contentType() {
    return "application/x-ndjson";
  }

  @Override
  public byte[] opening() {
    return new byte[0];
  }

  @Override
  public byte[] piece(Piece piece) {
    ArrayNode entry = logprob(piece);
    gather(piece, entry);
    ObjectNode line =
        switch (piece.kind()) {
          case MARK -> ask.raw() ? text(piece.text()) : Json.object();
          case THOUGHT -> ask.raw() ? text(piece.text()) : thought(piece.text());
          case TEXT -> text(piece.text());
          case TOOL -> call();
        };
    if (line.isEmpty()) {
      return new byte[0];
    }
    if (!entry.isEmpty()) {
      line.set("logprobs", entry);
    }
    return bytes(line.put("done", false));
  }

  /** Keeps what the whole answer is made of, where nobody streams. */
  private void gather(Piece piece, ArrayNode entry) {
    if (ask.stream()) {
      return;
    }
    logprobs.addAll(entry);
    if (ask.raw() || piece.kind() == Piece.Kind.TEXT) {
      text.append(piece.text());
    } else if (piece.kind() == Piece.Kind.THOUGHT) {
      thinking.append(piece.text());
    }
  }

  private ObjectNode text(String part) {
    ObjectNode line = head();
    message(line).put(chat ? "content" : "response", part);
    return line;
  }

  private ObjectNode thought(String part) {
    ObjectNode line = head();
    message(line).put(chat ? "content" : "response", "").put("thinking", part);
    return line;
  }

  private ObjectNode call() {
    ObjectNode function = calls.addObject().putObject("function");
    JsonNode tool = ask.body().path("tools").path(0).path("function");
    function.put("name", tool.path("name").asText());
    ObjectNode arguments = function.putObject("arguments");
    tool.path("parameters")
        .path("properties")
        .properties()
        .forEach(property -> arguments.put(property.getKey(), ask.story().id()));
    ObjectNode line = head();
    message(line).put("content", "").set("tool_calls", calls.deepCopy());
    return line;
  }

  private ObjectNode message(ObjectNode line) {
    return chat ? line.putObject("message").put("role", "assistant") : line;
  }

  private ObjectNode head() {
    return Json.object().put("model", ask.name()).put("created_at", Instant.now().toString());
  }

  private ArrayNode logprob(Piece piece) {
    ArrayNode entries = Json.MAPPER.createArrayNode();
    if (ask.body().path("logprobs").asBoolean(false)) {
      ObjectNode entry = entries.addObject();
      fill(entry, piece.text());
      ArrayNode top = Json.MAPPER.createArrayNode();
      for (int i = 0; i < ask.body().path("top_logprobs").asInt(0); i++) {
        fill(top.addObject(), i == 0 ? piece.text() : " other" + i);
      }
      if (!top.isEmpty()) {
        entry.set("top_logprobs", top);
      }
    }
    return entries;
  }

  private static void fill(ObjectNode entry, String token) {
    entry.put("token", token).put("logprob", -0.1);
    ArrayNode bytes = entry.putArray("bytes");
    for (byte part : token.getBytes(StandardCharsets.UTF_8)) {
      bytes.add(part & 0xFF);
    }
  }

  @Override
  public byte[] closing(Stats stats) {
    ObjectNode line = text("");
    stats.addTo(line);
    return bytes(line);
  }

  @Override
  public byte[] error(String error) {
    return bytes(Json.object().put("error", error));
  }

  @Override
  public JsonNode whole(Stats stats) {
    ObjectNode answer = text(text.toString());
    ObjectNode message = chat ? (ObjectNode) answer.get("message") : answer;
    if (!thinking.isEmpty()) {
      message.put("thinking", thinking.toString());
    }
    if (!calls.isEmpty()) {
      message.set("tool_calls", calls);
    }
    if (!logprobs.isEmpty()) {
      answer.set("logprobs", logprobs);
    }
    stats.addTo(answer);
    return answer;
  }

  /** A line as Go writes it, with the signs of HTML escaped. */
  static byte[] bytes(ObjectNode line) {
    String json =
        line.toString().replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    return (json + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
