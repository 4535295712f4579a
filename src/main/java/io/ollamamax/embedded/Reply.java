package io.ollamamax.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** The one answer to an exchange: whole, or line by line. */
final class Reply {
  private final HttpExchange exchange;
  private boolean begun;

  Reply(HttpExchange exchange) {
    this.exchange = exchange;
  }

  /** Whether the head has left. */
  boolean begun() {
    return begun;
  }

  /** Answers with one object. */
  void json(int status, JsonNode body) throws IOException {
    whole(status, "application/json; charset=utf-8", Json.bytes(body));
  }

  /** Answers without a body. */
  void empty(int status) throws IOException {
    begun = true;
    exchange.sendResponseHeaders(status, -1);
  }

  /** Answers with these bytes, or with their length alone where only the head is asked for. */
  void whole(int status, String type, byte[] body) throws IOException {
    begun = true;
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** Sends a line in a chunk of its own; the head leaves with the first. */
  void line(JsonNode line) throws IOException {
    if (!begun) {
      begun = true;
      exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
      exchange.sendResponseHeaders(200, 0);
    }
    byte[] json = Json.bytes(line);
    byte[] whole = Arrays.copyOf(json, json.length + 1);
    whole[json.length] = '\n';
    OutputStream out = exchange.getResponseBody();
    out.write(whole);
    out.flush();
  }
}
