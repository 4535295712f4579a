package io.ollamamax.ollama.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.ErrorShape;
import io.ollamamax.ollama.Json;
import io.ollamamax.ollama.Sse;
import io.ollamamax.ollama.SseReplies;
import io.ollamamax.ollama.Stamp;
import io.ollamamax.ollama.TextFrame;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A message, whole or as events: blocks of thinking, text and tool use, one open at a time,
 * numbered through.
 */
final class MessagesReplies extends SseReplies {
  private enum Block {
    NONE,
    THINKING,
    TEXT
  }

  private final Stamp stamp;
  private final String model;
  private boolean begun;
  private Block open = Block.NONE;
  private int index;
  private int calls;
  private @Nullable TextFrame text;

  MessagesReplies(Stamp stamp, String model) {
    super(ErrorShape.ANTHROPIC);
    this.stamp = stamp;
    this.model = model;
  }

  @Override
  public void line(byte[] bytes, int from, int to, Out out) throws IOException {
    if (text != null && text.write(bytes, from, to, out)) {
      return;
    }
    JsonNode line = tree(bytes, from, to);
    if (!begun) {
      begun = true;
      ObjectNode start = Json.object().put("type", "message_start");
      start.set("message", message(Json.MAPPER.createArrayNode(), null, 0, 0));
      send("message_start", start, out);
    } else if (empty(line)) {
      write(out, Sse.keepAlive());
    }
    pieces(line.path("message"), out);
    if (line.path("done").asBoolean()) {
      end(line, out);
    }
  }

  private static boolean empty(JsonNode line) {
    JsonNode message = line.path("message");
    return !line.path("done").asBoolean()
        && message.path("thinking").asText("").isEmpty()
        && message.path("content").asText("").isEmpty()
        && message.path("tool_calls").isEmpty();
  }

  private void pieces(JsonNode message, Out out) {
    String thinking = message.path("thinking").asText("");
    if (!thinking.isEmpty()) {
      open(Block.THINKING, out);
      delta(Json.object().put("type", "thinking_delta").put("thinking", thinking), out);
    }
    String content = message.path("content").asText("");
    if (!content.isEmpty()) {
      open(Block.TEXT, out);
      delta(textDelta(content), out);
    }
    for (JsonNode call : message.path("tool_calls")) {
      close(out);
      JsonNode input = call.path("function").path("arguments");
      ObjectNode block = toolUse(call);
      block.putObject("input");
      start(block, out);
      ObjectNode delta = Json.object().put("type", "input_json_delta");
      delta(delta.put("partial_json", input.toString()), out);
      stop(out);
    }
  }

  private void open(Block wanted, Out out) {
    if (open == wanted) {
      return;
    }
    close(out);
    ObjectNode block =
        wanted == Block.TEXT
            ? Json.object().put("type", "text").put("text", "")
            : Json.object().put("type", "thinking").put("thinking", "").put("signature", "");
    start(block, out);
    open = wanted;
    if (wanted == Block.TEXT) {
      text = TextFrame.of("content_block_delta", deltaEvent(textDelta(TextFrame.mark())));
    }
  }

  private void close(Out out) {
    if (open != Block.NONE) {
      stop(out);
      open = Block.NONE;
      text = null;
    }
  }

  private void start(ObjectNode block, Out out) {
    ObjectNode start = Json.object().put("type", "content_block_start").put("index", index);
    start.set("content_block", block);
    send("content_block_start", start, out);
  }

  private void stop(Out out) {
    send(
        "content_block_stop",
        Json.object().put("type", "content_block_stop").put("index", index++),
        out);
  }

  private static ObjectNode textDelta(String text) {
    return Json.object().put("type", "text_delta").put("text", text);
  }

  private void delta(ObjectNode delta, Out out) {
    send("content_block_delta", deltaEvent(delta), out);
  }

  private ObjectNode deltaEvent(ObjectNode delta) {
    ObjectNode event = Json.object().put("type", "content_block_delta").put("index", index);
    event.set("delta", delta);
    return event;
  }

  private void end(JsonNode last, Out out) {
    close(out);
    ObjectNode event = Json.object().put("type", "message_delta");
    event.putObject("delta").put("stop_reason", stopReason(last)).putNull("stop_sequence");
    event.set(
        "usage", usage(last.path("prompt_eval_count").asLong(), last.path("eval_count").asLong()));
    send("message_delta", event, out);
    send("message_stop", Json.object().put("type", "message_stop"), out);
  }

  private static void send(String name, ObjectNode data, Out out) {
    write(out, Sse.event(name, data));
  }

  private ObjectNode toolUse(JsonNode call) {
    return Json.object()
        .put("type", "tool_use")
        .put("id", "toolu_" + stamp.id() + "_" + calls++)
        .put("name", call.path("function").path("name").asText());
  }

  /** Ollama does not tell a stop sequence from the model's own end. */
  private String stopReason(JsonNode last) {
    if (calls > 0) {
      return "tool_use";
    }
    return last.path("done_reason").asText().equals("length") ? "max_tokens" : "end_turn";
  }

  private static ObjectNode usage(long input, long output) {
    return Json.object().put("input_tokens", input).put("output_tokens", output);
  }

  private ObjectNode message(
      ArrayNode content, @Nullable String stopReason, long input, long output) {
    ObjectNode message = Json.object().put("id", "msg_" + stamp.id()).put("type", "message");
    message.put("role", "assistant").put("model", model);
    message.set("content", content);
    message.put("stop_reason", stopReason).putNull("stop_sequence");
    message.set("usage", usage(input, output));
    return message;
  }

  @Override
  protected byte[] answer(JsonNode whole) {
    JsonNode given = whole.path("message");
    ArrayNode content = Json.MAPPER.createArrayNode();
    String thinking = given.path("thinking").asText("");
    if (!thinking.isEmpty()) {
      content.addObject().put("type", "thinking").put("thinking", thinking).put("signature", "");
    }
    String answer = given.path("content").asText("");
    if (!answer.isEmpty()) {
      content.addObject().put("type", "text").put("text", answer);
    }
    for (JsonNode call : given.path("tool_calls")) {
      ObjectNode block = toolUse(call);
      block.set("input", call.path("function").path("arguments"));
      content.add(block);
    }
    return Json.bytes(
        message(
            content,
            stopReason(whole),
            whole.path("prompt_eval_count").asLong(),
            whole.path("eval_count").asLong()));
  }
}
