package io.ollamamax.request;

import io.ollamamax.ollama.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a node's error says about the node. */
final class Replies {
  private Replies() {}

  /** The text of Ollama's error shape; empty where the body is none. */
  static String errorText(byte[] body) {
    try {
      return Json.read(body).path("error").asText("");
    } catch (IOException e) {
      return "";
    }
  }

  /** The failure behind an error line in a stream. */
  static Failure failure(String text) {
    return text.contains("error was encountered while running the model")
            || text.contains("model runner has unexpectedly stopped")
        ? Failure.CRASHED
        : Failure.ERROR;
  }

  /** The failure behind a status; null where the request itself is at fault. */
  static @Nullable Failure failure(int status, String text) {
    if (status == 404) {
      return Failure.WRONG_NODE;
    }
    if (status == 503 || status == 429) {
      return Failure.BUSY;
    }
    if (status >= 500) {
      return failure(text);
    }
    if (status == 401 || status == 403 || status < 400) {
      return Failure.ERROR;
    }
    return null;
  }
}
