package compat;

import static compat.Suite.STORY;
import static compat.Suite.TOKENS;
import static compat.Suite.equal;
import static compat.Suite.fails;
import static compat.Suite.isTrue;

import io.github.ollama4j.Ollama;
import io.github.ollama4j.models.chat.OllamaChatMessageRole;
import io.github.ollama4j.models.chat.OllamaChatRequest;
import io.github.ollama4j.models.embed.OllamaEmbedRequest;
import io.github.ollama4j.models.generate.OllamaGenerateRequest;
import io.github.ollama4j.models.generate.OllamaGenerateStreamObserver;
import io.github.ollama4j.models.request.ThinkMode;
import io.github.ollama4j.utils.Options;
import io.github.ollama4j.utils.OptionsBuilder;
import java.util.List;

/** The Maven artifact {@code io.github.ollama4j:ollama4j}. */
final class Ollama4j {
  private Ollama4j() {}

  public static void main(String[] args) {
    Suite suite = new Suite(args);
    String model = suite.model;
    Ollama client = new Ollama(suite.base);
    client.setRequestTimeoutSeconds(60);
    client.setMetricsEnabled(false);
    Options options = new OptionsBuilder().setTemperature(0).setNumPredict(TOKENS).build();

    suite.check("ping", () -> isTrue(client.ping(), "ping"));
    suite.check("version", () -> isTrue(client.getVersion().matches("\\d+\\..*"), "version"));
    suite.check(
        "list",
        () ->
            isTrue(
                client.listModels().stream().anyMatch(m -> m.getName().startsWith(model)), model));
    suite.check(
        "show", () -> isTrue(client.getModelDetails(model).getDetails() != null, "details"));
    suite.check(
        "generate",
        () -> {
          var answer = client.generate(generate(model, options), null);
          isTrue(answer.getResponse().length() > 20, answer.getResponse());
          equal("length", answer.getDoneReason());
          equal(TOKENS, answer.getEvalCount());
        });
    suite.check(
        "chat",
        () -> {
          var answer = client.chat(chat(model, options), null).getResponseModel();
          isTrue(answer.getMessage().getResponse().length() > 20, answer);
        });
    suite.check(
        "ps",
        () ->
            isTrue(
                client.ps().getModels().stream().anyMatch(m -> m.getName().startsWith(model)),
                model));
    suite.checkStream(
        "generate stream",
        pieces ->
            client.generate(
                generate(model, options), new OllamaGenerateStreamObserver(null, pieces::accept)));
    suite.checkStream(
        "chat stream",
        pieces ->
            client.chat(
                chat(model, options), chunk -> pieces.accept(chunk.getMessage().getResponse())));
    suite.check(
        "embed",
        () -> {
          var vectors =
              client
                  .embed(new OllamaEmbedRequest(model, List.of("a wizard", "a circuit breaker")))
                  .getEmbeddings();
          equal(2, vectors.size());
          equal(192, vectors.get(0).size());
        });
    suite.check(
        "unknown model",
        () -> fails("none.*not found", () -> client.generate(generate("none", options), null)));
    suite.check(
        "unknown model, streamed",
        () -> fails("none.*not found", () -> client.chat(chat("none", options), chunk -> {})));
    suite.end();
  }

  private static OllamaGenerateRequest generate(String model, Options options) {
    return OllamaGenerateRequest.builder()
        .withModel(model)
        .withPrompt(STORY)
        .withThink(ThinkMode.DISABLED)
        .withOptions(options)
        .build();
  }

  private static OllamaChatRequest chat(String model, Options options) {
    return OllamaChatRequest.builder()
        .withModel(model)
        .withMessage(OllamaChatMessageRole.USER, STORY)
        .withOptions(options)
        .build();
  }
}
