package io.ollamamax.gateway.models;

import io.ollamamax.http.Response;
import io.ollamamax.ollama.Json;
import java.util.Map;

/** A request that cannot be done, with what the client is told. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  Refusal(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /** No node can do it now. */
  static Refusal nobody() {
    return new Refusal(503, "no node can do this at the moment");
  }

  Response response() {
    byte[] body = Json.error(String.valueOf(getMessage()));
    return status == 503
        ? new Response(
            503,
            Map.of("Content-Type", "application/json; charset=utf-8", "Retry-After", "1"),
            body)
        : Response.json(status, body);
  }
}
