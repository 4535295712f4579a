package io.ollamamax.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a simulated node answers. Its tokens are numbered: token 7 of a prompt that ends in {@code
 * #12} is {@code " 7/12~s;"}, of twelve, where {@code s} tells one sampled run from another. Run
 * again without a seed it gives another text; from a raw prompt it goes on with the number after
 * the last one there.
 */
final class SimulatedNode {
  static final String DIGEST = "d1";
  private static final Pattern TOKEN = Pattern.compile(" (\\d+)/(\\d+)~\\w+;$");
  private static final Pattern LENGTH = Pattern.compile("#(\\d+)");

  /**
   * A run of the model.
   *
   * @param from number of the first token
   * @param of number of all tokens
   */
  record Run(int from, int of, String sample, boolean chat) {
    byte[] token(int number) {
      return line(" " + number + "/" + of + "~" + sample + ";", false);
    }

    byte[] done() {
      return line("", true);
    }

    private byte[] line(String text, boolean done) {
      ObjectNode line = Json.object().put("model", "m");
      if (chat) {
        line.putObject("message").put("role", "assistant").put("content", text);
      } else {
        line.put("response", text);
      }
      line.put("done", done);
      if (done) {
        line.put("done_reason", "stop")
            .put("prompt_eval_count", 1 + from)
            .put("eval_count", of - from);
      }
      return (new String(Json.bytes(line), java.nio.charset.StandardCharsets.UTF_8) + "\n")
          .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  private SimulatedNode() {}

  static byte[] tags() {
    ObjectNode answer = Json.object();
    answer.putArray("models").addObject().put("name", "m:latest").put("digest", DIGEST);
    return Json.bytes(answer);
  }

  /** The reply to a request that only renders. */
  static byte[] rendered(byte[] body) {
    JsonNode asked = read(body);
    ObjectNode answer = Json.object();
    answer.putObject("_debug_info").put("rendered_template", prompt(asked));
    return Json.bytes(answer);
  }

  static boolean rendersOnly(byte[] body) {
    return read(body).path("_debug_render_only").asBoolean(false);
  }

  static Run run(String path, byte[] body, RandomGenerator random) {
    JsonNode asked = read(body);
    String prompt = prompt(asked);
    boolean exact =
        asked.path("options").has("seed")
            || asked.path("options").path("temperature").asDouble(1) == 0;
    String sample = exact ? "x" : Integer.toHexString(random.nextInt(1 << 20));
    Matcher last = TOKEN.matcher(prompt);
    Matcher length = LENGTH.matcher(prompt);
    int of = length.find() ? Integer.parseInt(length.group(1)) : 10;
    int from = last.find() ? Integer.parseInt(last.group(1)) + 1 : 0;
    return new Run(from, of, sample, path.equals("/api/chat"));
  }

  private static String prompt(JsonNode asked) {
    return asked.has("prompt")
        ? asked.path("prompt").asText()
        : asked.path("messages").path(0).path("content").asText();
  }

  private static JsonNode read(byte[] body) {
    try {
      return Json.read(body);
    } catch (IOException e) {
      throw new IllegalStateException("the gateway sent no JSON", e);
    }
  }
}
