package io.ollamamax.ollama.openai;

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
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Chat completions, whole or in chunks. */
final class ChatReplies extends SseReplies {
  static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Stamp stamp;
  private final String model;
  private final boolean usage;
  private final ObjectNode head;
  private final TextFrame text;
  private boolean begun;
  private int calls;

  ChatReplies(Stamp stamp, String model, boolean usage) {
    super(ErrorShape.OPENAI);
    this.stamp = stamp;
    this.model = model;
    this.usage = usage;
    this.head = Answers.head(id(), "chat.completion.chunk", stamp, model);
    this.text = TextFrame.of("", chunk(Json.object().put("content", TextFrame.mark()), null));
  }

  private String id() {
    return "chatcmpl-" + stamp.id();
  }

  @Override
  public void line(byte[] bytes, int from, int to, Out out) throws IOException {
    if (begun && text.write(bytes, from, to, out)) {
      return;
    }
    JsonNode line = tree(bytes, from, to);
    pieces(line, out);
    if (line.path("done").asBoolean()) {
      ObjectNode last = chunk(Json.object(), finishReason(line));
      write(out, Sse.data(last));
      if (usage) {
        write(out, Sse.data(Answers.usageChunk(head, line)));
      }
      write(out, DONE);
    }
  }

  /** Thinking has a chunk of its own, before text and calls that came with it. */
  private void pieces(JsonNode line, Out out) {
    JsonNode message = line.path("message");
    String thinking = message.path("thinking").asText("");
    String content = message.path("content").asText("");
    JsonNode logprobs = line.path("logprobs");
    if (!thinking.isEmpty()) {
      piece(delta().put("content", "").put("reasoning", thinking), logprobs, out);
      logprobs = Json.object();
    }
    ArrayNode toolCalls = toolCalls(message);
    if (content.isEmpty() && toolCalls.isEmpty() && logprobs.isEmpty() && begun) {
      return;
    }
    ObjectNode delta = delta().put("content", content);
    if (!toolCalls.isEmpty()) {
      delta.set("tool_calls", toolCalls);
    }
    piece(delta, logprobs, out);
  }

  private ObjectNode delta() {
    ObjectNode delta = Json.object();
    if (!begun) {
      begun = true;
      delta.put("role", "assistant");
    }
    return delta;
  }

  private void piece(ObjectNode delta, JsonNode logprobs, Out out) {
    ObjectNode chunk = chunk(delta, null);
    if (!logprobs.isEmpty()) {
      ((ObjectNode) chunk.get("choices").get(0)).set("logprobs", Answers.logprobs(logprobs));
    }
    write(out, Sse.data(chunk));
  }

  private ObjectNode chunk(ObjectNode delta, @Nullable String finishReason) {
    ObjectNode choice = Json.object().put("index", 0);
    choice.set("delta", delta);
    return Answers.with(head, choice.put("finish_reason", finishReason));
  }

  private ArrayNode toolCalls(JsonNode message) {
    ArrayNode given = Json.MAPPER.createArrayNode();
    for (JsonNode call : message.path("tool_calls")) {
      JsonNode function = call.path("function");
      ObjectNode one = given.addObject().put("id", "call_" + stamp.id() + "_" + calls);
      one.put("index", calls++).put("type", "function");
      one.putObject("function")
          .put("name", function.path("name").asText())
          .put("arguments", function.path("arguments").toString());
    }
    return given;
  }

  private String finishReason(JsonNode last) {
    String reason = Answers.finishReason(last);
    return reason.equals("stop") && calls > 0 ? "tool_calls" : reason;
  }

  @Override
  protected byte[] answer(JsonNode whole) {
    JsonNode given = whole.path("message");
    ObjectNode message = Json.object().put("role", "assistant");
    message.put("content", given.path("content").asText(""));
    if (!given.path("thinking").asText("").isEmpty()) {
      message.set("reasoning", given.get("thinking"));
    }
    ArrayNode toolCalls = toolCalls(given);
    if (!toolCalls.isEmpty()) {
      message.set("tool_calls", toolCalls);
    }
    ObjectNode choice = Json.object().put("index", 0);
    choice.set("message", message);
    choice.put("finish_reason", finishReason(whole));
    if (!whole.path("logprobs").isEmpty()) {
      choice.set("logprobs", Answers.logprobs(whole.get("logprobs")));
    }
    ObjectNode answer = Answers.with(Answers.head(id(), "chat.completion", stamp, model), choice);
    answer.set("usage", Answers.usage(whole));
    return Json.bytes(answer);
  }
}
