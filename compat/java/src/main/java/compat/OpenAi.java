package compat;

import static compat.Suite.STORY;
import static compat.Suite.TOKENS;
import static compat.Suite.equal;
import static compat.Suite.fails;
import static compat.Suite.isTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import java.util.List;
import java.util.function.Consumer;

/** The Maven artifact {@code com.openai:openai-java}. */
final class OpenAi {
  private OpenAi() {}

  public static void main(String[] args) throws Exception {
    Suite suite = new Suite(args);
    if (!suite.served("/v1/models")) {
      suite.end();
    }
    String model = suite.model;
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl(suite.base + "/v1")
            .apiKey("unused")
            .maxRetries(0)
            .build();

    suite.check(
        "list",
        () ->
            isTrue(
                client.models().list().data().stream().anyMatch(m -> m.id().startsWith(model)),
                model));
    suite.check(
        "chat",
        () -> {
          ChatCompletion answer = client.chat().completions().create(chat(model).build());
          isTrue(answer.choices().get(0).message().content().orElseThrow().length() > 20, answer);
          equal("length", answer.choices().get(0).finishReason().asString());
          equal((long) TOKENS, answer.usage().orElseThrow().completionTokens());
        });
    suite.checkStream("chat stream", pieces -> stream(client, model, pieces));
    suite.check(
        "completion",
        () -> {
          var answer =
              client
                  .completions()
                  .create(
                      CompletionCreateParams.builder()
                          .model(model)
                          .prompt(STORY)
                          .temperature(0)
                          .maxTokens(5)
                          .build());
          isTrue(!answer.choices().get(0).text().isEmpty(), answer);
        });
    suite.check(
        "embeddings",
        () -> {
          var answer =
              client
                  .embeddings()
                  .create(
                      EmbeddingCreateParams.builder()
                          .model(model)
                          .inputOfArrayOfStrings(List.of("a wizard", "a circuit breaker"))
                          .build());
          equal(2, answer.data().size());
          equal(192, answer.data().get(0).embedding().size());
        });
    suite.check(
        "unknown model",
        () -> fails("none", () -> client.chat().completions().create(chat("none").build())));
    suite.check(
        "unknown model, streamed", () -> fails("none", () -> stream(client, "none", piece -> {})));
    suite.end();
  }

  private static ChatCompletionCreateParams.Builder chat(String model) {
    return ChatCompletionCreateParams.builder()
        .model(model)
        .addUserMessage(STORY)
        .temperature(0)
        .maxTokens(TOKENS);
  }

  private static void stream(OpenAIClient client, String model, Consumer<String> pieces) {
    long[] tokens = {-1};
    try (var chunks =
        client
            .chat()
            .completions()
            .createStreaming(
                chat(model)
                    .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
                    .build())) {
      chunks.stream()
          .forEach(
              chunk -> {
                chunk.usage().ifPresent(usage -> tokens[0] = usage.completionTokens());
                chunk.choices().stream()
                    .flatMap(choice -> choice.delta().content().stream())
                    .forEach(pieces);
              });
    }
    equal((long) TOKENS, tokens[0]);
  }
}
