package io.ollamamax.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A whole HTTP response.
 *
 * @param status HTTP status code
 * @param headers without {@code Content-Length}, which is the carrier's
 */
public record Response(int status, Map<String, String> headers, byte[] body) {
  public Response {
    headers = Map.copyOf(headers);
  }

  /** A JSON response. */
  public static Response json(int status, byte[] body) {
    return new Response(status, Map.of("Content-Type", "application/json; charset=utf-8"), body);
  }

  /** A plain text response. */
  public static Response text(int status, String body) {
    return new Response(
        status,
        Map.of("Content-Type", "text/plain; charset=utf-8"),
        body.getBytes(StandardCharsets.UTF_8));
  }
}
