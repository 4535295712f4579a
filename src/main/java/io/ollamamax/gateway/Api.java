package io.ollamamax.gateway;

import io.ollamamax.ollama.Dialect;
import io.ollamamax.ollama.ErrorShape;
import io.ollamamax.ollama.anthropic.MessagesDialect;
import io.ollamamax.ollama.openai.ChatDialect;
import io.ollamamax.ollama.openai.CompletionDialect;
import io.ollamamax.ollama.openai.EmbeddingDialect;
import io.ollamamax.request.Operation;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an inference path stands for.
 *
 * @param operation what a node is asked
 * @param dialect how the client asks it
 * @param errors how the client is told what went wrong
 */
record Api(Operation operation, Dialect dialect, ErrorShape errors) {
  private static final Map<String, Api> BY_PATH = table();

  private static Map<String, Api> table() {
    Map<String, Api> byPath = new HashMap<>();
    for (Operation operation : Operation.values()) {
      add(byPath, operation.path(), operation, Dialect.OLLAMA);
    }
    add(byPath, "/v1/chat/completions", Operation.CHAT, new ChatDialect());
    add(byPath, "/v1/completions", Operation.GENERATE, new CompletionDialect());
    add(byPath, "/v1/embeddings", Operation.EMBED, new EmbeddingDialect());
    add(byPath, "/v1/messages", Operation.CHAT, new MessagesDialect());
    return Map.copyOf(byPath);
  }

  private static void add(
      Map<String, Api> byPath, String path, Operation operation, Dialect dialect) {
    byPath.put(path, new Api(operation, dialect, ErrorShape.of(path)));
  }

  /** The inference path's meaning, or null for other paths. */
  static @Nullable Api of(String path) {
    return BY_PATH.get(path);
  }
}
