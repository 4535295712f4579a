package io.ollamamax.simnode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.nio.charset.StandardCharsets;

/** Events of {@code /v1/responses}, as far as plain text goes. */
final class ResponsesVoice implements Voice {
  private static final String ITEM = "msg_0";

  private final Ask ask;
  private final StringBuilder text = new StringBuilder();
  private int sequence;

  ResponsesVoice(Ask ask) {
    this.ask = ask;
  }

  @Override
  public String contentType() {
    return "text/event-stream";
  }

  @Override
  public byte[] opening() {
    ObjectNode event = Json.object();
    event.set("response", response("in_progress"));
    return event("response.created", event);
  }

  @Override
  public byte[] piece(Piece piece) {
    if (piece.kind() != Piece.Kind.TEXT) {
      return new byte[0];
    }
    text.append(piece.text());
    return event(
        "response.output_text.delta",
        Json.object()
            .put("item_id", ITEM)
            .put("output_index", 0)
            .put("content_index", 0)
            .put("delta", piece.text()));
  }

  @Override
  public byte[] closing(Stats stats) {
    ObjectNode event = Json.object();
    event.set("response", whole(stats));
    return event("response.completed", event);
  }

  @Override
  public byte[] error(String error) {
    return event("error", Json.object().put("code", "server_error").put("message", error));
  }

  @Override
  public JsonNode whole(Stats stats) {
    ObjectNode response = response("completed");
    response
        .putObject("usage")
        .put("input_tokens", stats.promptTokens())
        .put("output_tokens", stats.evalTokens())
        .put("total_tokens", stats.promptTokens() + stats.evalTokens());
    return response;
  }

  private ObjectNode response(String status) {
    ObjectNode response =
        Json.object()
            .put("id", "resp_" + ask.story().id())
            .put("object", "response")
            .put("model", ask.name())
            .put("status", status);
    if (status.equals("completed")) {
      ObjectNode item = response.putArray("output").addObject();
      item.put("id", ITEM).put("type", "message").put("role", "assistant").put("status", status);
      item.putArray("content").addObject().put("type", "output_text").put("text", text.toString());
    } else {
      response.putArray("output");
    }
    return response;
  }

  private byte[] event(String type, ObjectNode data) {
    data.put("type", type).put("sequence_number", sequence++);
    return ("event: " + type + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
  }
}
