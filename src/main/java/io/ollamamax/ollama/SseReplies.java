package io.ollamamax.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;

/** Answers whose streams are server-sent events, and whose errors have a shape of their own. */
public abstract class SseReplies implements Replies {
  private final ErrorShape errors;

  protected SseReplies(ErrorShape errors) {
    this.errors = errors;
  }

  /** The client's answer, from Ollama's. */
  protected abstract byte[] answer(JsonNode whole);

  @Override
  public final String streamType() {
    return Sse.CONTENT_TYPE;
  }

  @Override
  public byte[] whole(int status, byte[] body) throws IOException {
    return status < 400 ? answer(Json.read(body)) : errors.whole(status, ErrorShape.message(body));
  }

  @Override
  public final byte[] brokenOff(byte[] errorLine) {
    return errors.event(ErrorShape.message(errorLine));
  }

  protected static JsonNode tree(byte[] bytes, int from, int to) throws IOException {
    return Json.read(Arrays.copyOfRange(bytes, from, to));
  }

  protected static void write(Out out, byte[] bytes) {
    out.write(bytes, 0, bytes.length);
  }
}
