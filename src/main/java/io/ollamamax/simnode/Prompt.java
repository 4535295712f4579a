package io.ollamamax.simnode;

import com.fasterxml.jackson.databind.JsonNode;

/** Renders requests by the template of the simulated models; every role is marked. */
final class Prompt {
  /** The template as {@code /api/show} gives it. */
  static final String TEMPLATE =
      "{{ range .Messages }}<|{{ .Role }}|>\n{{ .Content }}<|end|>\n{{ end }}<|assistant|>\n";

  private static final String END = "<|end|>\n";

  private final StringBuilder text = new StringBuilder();
  private int images;

  private Prompt(SimModel model) {
    if (model.bos()) {
      text.append("<s>");
    }
  }

  /** The prompt of a chat; one whose last message is the assistant's goes on with that message. */
  static Prompt ofChat(SimModel model, JsonNode body, boolean noThinking) {
    Prompt prompt = new Prompt(model);
    if (!body.path("tools").isEmpty()) {
      prompt.turn("tools", body.get("tools").toString());
    }
    JsonNode messages = body.path("messages");
    for (int i = 0; i < messages.size(); i++) {
      JsonNode message = messages.get(i);
      String role = message.path("role").asText();
      String content = message.path("content").asText("");
      if (i == messages.size() - 1 && role.equals("assistant")) {
        prompt.text.append(Story.TURN).append(content);
        return prompt;
      }
      String calls =
          message.path("tool_calls").isEmpty() ? "" : message.get("tool_calls").toString();
      prompt.turn(role, prompt.images(message.path("images")) + content + calls);
    }
    return prompt.open(noThinking);
  }

  /** The prompt of a generate request. */
  static Prompt ofGenerate(SimModel model, JsonNode body, boolean noThinking) {
    Prompt prompt = new Prompt(model);
    String asked = body.path("prompt").asText("");
    if (body.path("raw").asBoolean(false)) {
      prompt.images(body.path("images"));
      prompt.text.append(asked);
      return prompt;
    }
    if (!body.path("system").asText("").isEmpty()) {
      prompt.turn("system", body.get("system").asText());
    }
    if (!body.path("suffix").asText("").isEmpty()) {
      prompt.turn("suffix", body.get("suffix").asText());
    }
    prompt.turn("user", prompt.images(body.path("images")) + asked);
    return prompt.open(noThinking);
  }

  private void turn(String role, String content) {
    text.append("<|").append(role).append("|>\n").append(content).append(END);
  }

  private Prompt open(boolean noThinking) {
    text.append(Story.TURN).append(noThinking ? Story.OPEN + Story.CLOSE : "");
    return this;
  }

  private String images(JsonNode given) {
    StringBuilder marks = new StringBuilder();
    for (int i = 0; i < given.size(); i++) {
      marks.append("[img-").append(images++).append(']');
    }
    return marks.toString();
  }

  String text() {
    return text.toString();
  }

  /** How many images it refers to. */
  int images() {
    return images;
  }
}
