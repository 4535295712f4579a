package io.ollamamax.simnode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.util.List;

/** A row of progress lines, one after the other; the last one alone where nobody streams. */
final class Progress {
  private final SimNode node;
  private final Reply reply;
  private final boolean streams;
  private final long pauseNanos;

  /**
   * @param pauseNanos between two lines
   */
  Progress(SimNode node, Reply reply, JsonNode body, long pauseNanos) {
    this.node = node;
    this.reply = reply;
    this.streams = body.path("stream").asBoolean(true);
    this.pauseNanos = pauseNanos;
  }

  static ObjectNode status(String text) {
    return Json.object().put("status", text);
  }

  /** Sends the lines, then does {@code last} and says {@code success}. */
  void run(List<ObjectNode> lines, Runnable last) {
    if (lines.isEmpty()) {
      last.run();
      send(status("success"));
      end(status("success"));
    } else {
      send(lines.getFirst());
      node.later(pauseNanos, () -> run(lines.subList(1, lines.size()), last));
    }
  }

  /** Sends the lines, then an error line, or 500 where nobody streams. */
  void fail(List<ObjectNode> lines, String error) {
    if (!lines.isEmpty()) {
      send(lines.getFirst());
      node.later(pauseNanos, () -> fail(lines.subList(1, lines.size()), error));
    } else if (streams) {
      send(Json.object().put("error", error));
      reply.end();
    } else {
      reply.error(500, error);
    }
  }

  /** Sends the lines, and no more. */
  void stall(List<ObjectNode> lines) {
    if (!lines.isEmpty()) {
      send(lines.getFirst());
      node.later(pauseNanos, () -> stall(lines.subList(1, lines.size())));
    }
  }

  private void send(ObjectNode line) {
    if (streams) {
      if (!reply.begun()) {
        reply.begin("application/x-ndjson");
      }
      reply.chunk(NativeVoice.bytes(line));
    }
  }

  private void end(ObjectNode last) {
    if (streams) {
      reply.end();
    } else {
      reply.json(200, last);
    }
  }
}
