package io.ollamamax.embedded;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaIterator;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.args.LogFormat;
import de.kherud.llama.args.PoolingType;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The model in memory; one generation at a time, first come first served. */
final class Engine implements AutoCloseable {
  /** Tokens of prompt and answer together. */
  static final int CONTEXT = 1024;

  /** Takes the pieces of an answer. */
  @FunctionalInterface
  interface Sink {
    /**
     * One piece; the generation ends where this throws.
     *
     * @throws IOException where nobody takes it any more
     */
    void piece(String text) throws IOException;
  }

  /**
   * How an answer is drawn.
   *
   * @param limit of the answer, in tokens; not positive for none
   * @param schema of JSON that the answer is held to; null for free text
   */
  record Sampling(
      float temperature,
      int topK,
      float topP,
      float minP,
      float repeatPenalty,
      int seed,
      int limit,
      List<String> stop,
      @Nullable OutputSchema schema) {
    Sampling {
      stop = List.copyOf(stop);
    }
  }

  /**
   * How an answer ended.
   *
   * @param reason {@code stop} or {@code length}
   */
  record End(String reason, int promptTokens, int tokens, long promptNanos, long nanos) {}

  private final LlamaModel model;
  private final String digest;
  private final long size;
  private final ReentrantLock slot = new ReentrantLock(true);

  Engine(Path file) throws IOException {
    LlamaModel.setLogger(LogFormat.TEXT, (level, text) -> {});
    this.digest = ContentStore.digest(Files.readAllBytes(file));
    this.size = Files.size(file);
    this.model =
        new LlamaModel(
            new ModelParameters()
                .setModel(file.toString())
                .setCtxSize(CONTEXT)
                .setThreads(1)
                .setThreadsBatch(1)
                .setParallel(1)
                .setBatchSize(CONTEXT)
                .setUbatchSize(CONTEXT)
                .setPoolingType(PoolingType.LAST)
                .enableEmbedding()
                .enableJinja());
  }

  String digest() {
    return digest;
  }

  long size() {
    return size;
  }

  /** The prompt that the model's template makes of messages with hidden characters. */
  String render(ArrayNode messages) {
    ObjectNode conversation = Json.object();
    conversation.set("messages", messages);
    return TemplateText.reveal(
        model.applyTemplate(new String(Json.bytes(conversation), StandardCharsets.UTF_8)));
  }

  /** Tokens of a whole prompt, with the one that begins it. */
  int countTokens(String text) {
    return model.encode(text).length + 1;
  }

  float[] embed(String text) {
    slot.lock();
    try {
      return model.embed(text);
    } finally {
      slot.unlock();
    }
  }

  /**
   * Answers a rendered prompt.
   *
   * @throws IOException what the sink threw; the slot is free then
   */
  End generate(String prompt, Sampling how, Pace pace, Sink sink) throws IOException {
    int promptTokens = countTokens(prompt);
    int room = CONTEXT - promptTokens - 1;
    int limit = how.limit() > 0 ? Math.min(how.limit(), room) : room;
    InferenceParameters parameters =
        new InferenceParameters(prompt)
            .setCachePrompt(false)
            .setNPredict(limit)
            .setTemperature(how.temperature())
            .setTopK(how.topK())
            .setTopP(how.topP())
            .setMinP(how.minP())
            .setRepeatPenalty(how.repeatPenalty())
            .setSeed(how.seed());
    if (!how.stop().isEmpty()) {
      parameters.setStopStrings(how.stop().toArray(new String[0]));
    }
    if (how.schema() != null) {
      parameters.setGrammar(LlamaModel.jsonSchemaToGrammar(how.schema().json()));
    }
    slot.lock();
    try {
      return run(parameters, promptTokens, limit, !how.stop().isEmpty(), pace, sink);
    } finally {
      slot.unlock();
    }
  }

  private End run(
      InferenceParameters parameters,
      int promptTokens,
      int limit,
      boolean heldBack,
      Pace pace,
      Sink sink)
      throws IOException {
    long started = System.nanoTime();
    long first = started;
    int tokens = 0;
    LlamaIterator pieces = model.generate(parameters).iterator();
    boolean whole = false;
    try {
      while (pieces.hasNext()) {
        LlamaOutput output = pieces.next();
        if (tokens == 0) {
          first = System.nanoTime();
        }
        if (!output.text.isEmpty()) {
          tokens = Math.min(limit, tokens + tokensOf(output.text, heldBack));
          pace.await(tokens);
          sink.piece(output.text);
        }
      }
      whole = true;
    } finally {
      if (!whole) {
        pieces.cancel();
      }
    }
    String reason = tokens >= limit ? "length" : "stop";
    return new End(reason, promptTokens, tokens, first - started, System.nanoTime() - first);
  }

  /** A piece is one token, but for a character made of several and for text that was held back. */
  private int tokensOf(String piece, boolean heldBack) {
    boolean plain = !heldBack && piece.chars().allMatch(c -> c < 0x80);
    return plain ? 1 : Math.max(1, model.encode(piece).length);
  }

  @Override
  public void close() {
    model.close();
  }
}
