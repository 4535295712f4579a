package io.ollamamax.gateway;

import io.ollamamax.ollama.ErrorShape;
import io.ollamamax.ollama.Json;
import io.ollamamax.ollama.Replies;
import io.ollamamax.ollama.Translation;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The response to a client in the API that the client speaks, from pieces of Ollama's. */
final class TranslatedResponse {
  private static final String JSON = "application/json; charset=utf-8";

  private final ClientResponse client;
  private final Translation translation;
  private final Replies replies;
  private final Consumer<Translation> again;
  private final ErrorShape errors;
  private final Executor loop;
  private final Executor blocking;
  private final Replies.Out out;

  /**
   * Made for each request.
   *
   * @param again asks another question instead, where the first was refused
   * @param loop the client's event loop
   * @param blocking translates what would keep the loop too long
   */
  TranslatedResponse(
      ClientResponse client,
      Translation translation,
      Consumer<Translation> again,
      ErrorShape errors,
      Executor loop,
      Executor blocking) {
    this.client = client;
    this.translation = translation;
    this.replies = translation.replies();
    this.again = again;
    this.errors = errors;
    this.loop = loop;
    this.blocking = blocking;
    this.out = client::line;
  }

  void begin(Map<String, String> headers) {
    client.begin(200, replies.streamType(), headers);
  }

  /** Adds a line; false where it cannot be translated, so that the stream was broken off. */
  boolean line(byte[] bytes, int from, int to) {
    try {
      replies.line(bytes, from, to, out);
      return true;
    } catch (IOException e) {
      breakOff(Json.error("the node's answer could not be translated"));
      return false;
    }
  }

  void flush() {
    client.flush();
  }

  void end() {
    client.end();
  }

  /** Ends a stream by an error and a reset. */
  void breakOff(byte[] errorLine) {
    client.breakOff(replies.brokenOff(errorLine));
  }

  void whole(int status, Map<String, String> headers, byte[] body) {
    Translation other = translation.instead(status, body);
    if (other != null) {
      loop.execute(() -> again.accept(other));
    } else if (body.length > Intake.INLINE) {
      blocking.execute(() -> translate(status, headers, body, loop));
    } else {
      translate(status, headers, body, Runnable::run);
    }
  }

  private void translate(int status, Map<String, String> headers, byte[] body, Executor then) {
    try {
      byte[] translated = replies.whole(status, body);
      then.execute(() -> client.whole(status, JSON, headers, translated));
    } catch (IOException e) {
      then.execute(() -> client.error(errors, 502, "the node's answer is no JSON", headers));
    }
  }
}
