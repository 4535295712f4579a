package compat;

import static compat.Suite.STORY;
import static compat.Suite.TOKENS;
import static compat.Suite.equal;
import static compat.Suite.fails;
import static compat.Suite.isTrue;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaEmbeddingModel;
import dev.langchain4j.model.ollama.OllamaModels;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The Maven artifact {@code dev.langchain4j:langchain4j-ollama}. */
final class Langchain4j {
  private static final long DEADLINE_SECONDS = 60;

  private Langchain4j() {}

  public static void main(String[] args) {
    Suite suite = new Suite(args);
    String model = suite.model;
    OllamaModels models = OllamaModels.builder().baseUrl(suite.base).maxRetries(0).build();
    OllamaEmbeddingModel embedder =
        OllamaEmbeddingModel.builder().baseUrl(suite.base).modelName(model).maxRetries(0).build();

    suite.check(
        "list",
        () ->
            isTrue(
                models.availableModels().content().stream()
                    .anyMatch(m -> m.getName().startsWith(model)),
                model));
    suite.check(
        "show", () -> isTrue(models.modelCard(model).content().getDetails() != null, "details"));
    suite.check(
        "chat",
        () -> {
          ChatResponse answer = chat(suite, model).chat(UserMessage.from(STORY));
          isTrue(answer.aiMessage().text().length() > 20, answer);
          equal(FinishReason.LENGTH, answer.finishReason());
          equal(TOKENS, answer.tokenUsage().outputTokenCount());
        });
    suite.check(
        "ps",
        () ->
            isTrue(
                models.runningModels().content().stream()
                    .anyMatch(m -> m.getName().startsWith(model)),
                model));
    suite.checkStream("chat stream", pieces -> stream(suite, model, pieces));
    suite.check(
        "embed",
        () -> {
          var vectors =
              embedder
                  .embedAll(List.of(TextSegment.from("a wizard"), TextSegment.from("a hacker")))
                  .content();
          equal(2, vectors.size());
          equal(192, vectors.get(0).vector().length);
        });
    suite.check(
        "unknown model",
        () -> fails("none.*not found", () -> chat(suite, "none").chat(UserMessage.from(STORY))));
    suite.check(
        "unknown model, streamed",
        () -> fails("none.*not found", () -> stream(suite, "none", piece -> {})));
    suite.check(
        "tools, which the model has not",
        () ->
            fails(
                "support.*tools",
                () ->
                    chat(suite, model)
                        .chat(
                            ChatRequest.builder()
                                .messages(UserMessage.from(STORY))
                                .toolSpecifications(ToolSpecification.builder().name("now").build())
                                .build())));
    suite.end();
  }

  private static OllamaChatModel chat(Suite suite, String model) {
    return OllamaChatModel.builder()
        .baseUrl(suite.base)
        .modelName(model)
        .temperature(0.0)
        .numPredict(TOKENS)
        .maxRetries(0)
        .build();
  }

  /** Reads a stream to its end, which must come: a client that hangs is a failure. */
  private static void stream(Suite suite, String model, Consumer<String> pieces) throws Exception {
    CompletableFuture<ChatResponse> end = new CompletableFuture<>();
    OllamaStreamingChatModel.builder()
        .baseUrl(suite.base)
        .modelName(model)
        .temperature(0.0)
        .numPredict(TOKENS)
        .build()
        .chat(
            STORY,
            new StreamingChatResponseHandler() {
              @Override
              public void onPartialResponse(String piece) {
                pieces.accept(piece);
              }

              @Override
              public void onCompleteResponse(ChatResponse response) {
                end.complete(response);
              }

              @Override
              public void onError(Throwable error) {
                end.completeExceptionally(error);
              }
            });
    end.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }
}
