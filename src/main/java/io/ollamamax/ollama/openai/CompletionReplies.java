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
import org.jspecify.annotations.Nullable;

/** Completions, whole or in chunks; both are of one kind of object. */
final class CompletionReplies extends SseReplies {
  private final boolean usage;
  private final ObjectNode head;
  private final TextFrame frame;
  private int offset;

  CompletionReplies(Stamp stamp, String model, boolean usage) {
    super(ErrorShape.OPENAI);
    this.usage = usage;
    this.head = Answers.head("cmpl-" + stamp.id(), "text_completion", stamp, model);
    this.frame = TextFrame.of("", completion(TextFrame.mark(), Json.object(), null));
  }

  @Override
  public void line(byte[] bytes, int from, int to, Out out) throws IOException {
    if (frame.write(bytes, from, to, out)) {
      return;
    }
    JsonNode line = tree(bytes, from, to);
    boolean done = line.path("done").asBoolean();
    String text = line.path("response").asText("");
    JsonNode logprobs = line.path("logprobs");
    if (done || !text.isEmpty() || !logprobs.isEmpty()) {
      String reason = done ? Answers.finishReason(line) : null;
      write(out, Sse.data(completion(text, logprobs, reason)));
    }
    if (done) {
      if (usage) {
        write(out, Sse.data(Answers.usageChunk(head, line)));
      }
      write(out, ChatReplies.DONE);
    }
  }

  private ObjectNode completion(String text, JsonNode logprobs, @Nullable String finishReason) {
    ObjectNode choice = Json.object().put("text", text).put("index", 0);
    choice.set("logprobs", logprobs.isEmpty() ? choice.nullNode() : legacy(logprobs));
    return Answers.with(head, choice.put("finish_reason", finishReason));
  }

  /** The log probabilities of completions are lists side by side. */
  private ObjectNode legacy(JsonNode entries) {
    ObjectNode lists = Json.object();
    ArrayNode tokens = lists.putArray("tokens");
    ArrayNode probabilities = lists.putArray("token_logprobs");
    ArrayNode tops = lists.putArray("top_logprobs");
    ArrayNode offsets = lists.putArray("text_offset");
    for (JsonNode entry : entries) {
      String token = entry.path("token").asText();
      tokens.add(token);
      probabilities.add(entry.path("logprob").asDouble());
      ObjectNode top = tops.addObject();
      for (JsonNode other : entry.path("top_logprobs")) {
        top.put(other.path("token").asText(), other.path("logprob").asDouble());
      }
      offsets.add(offset);
      offset += token.length();
    }
    return lists;
  }

  @Override
  protected byte[] answer(JsonNode whole) {
    String text = whole.path("response").asText("");
    ObjectNode answer = completion(text, whole.path("logprobs"), Answers.finishReason(whole));
    answer.set("usage", Answers.usage(whole));
    return Json.bytes(answer);
  }
}
