package io.ollamamax.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP response: whole, or written piece by piece.
 *
 * @param status HTTP status code
 * @param headers without {@code Content-Length} and {@code Transfer-Encoding}, which are the
 *     carrier's
 * @param body whole; empty where {@code stream} is given
 * @param stream writes the body, or null
 * @param length of a streamed body in bytes, told to whoever asks for the head alone; negative
 *     where it is not known
 */
public record Response(
    int status, Map<String, String> headers, byte[] body, @Nullable Stream stream, long length) {
  private static final String TYPE = "Content-Type";

  /** Writes a body piece by piece, on the handler's thread. */
  @FunctionalInterface
  public interface Stream {
    /** Returns when the body is complete; an exception resets the connection. */
    void writeTo(Sink out) throws IOException;
  }

  /** Takes a body's pieces. */
  public interface Sink {
    /**
     * Sends a piece and waits until the connection has taken it.
     *
     * @throws IOException where the client has left
     */
    void write(byte[] piece) throws IOException;
  }

  public Response {
    headers = Map.copyOf(headers);
  }

  /** A whole response. */
  public Response(int status, Map<String, String> headers, byte[] body) {
    this(status, headers, body, null, body.length);
  }

  /** A JSON response. */
  public static Response json(int status, byte[] body) {
    return new Response(status, Map.of(TYPE, "application/json; charset=utf-8"), body);
  }

  /** A plain text response. */
  public static Response text(int status, String body) {
    return new Response(
        status, Map.of(TYPE, "text/plain; charset=utf-8"), body.getBytes(StandardCharsets.UTF_8));
  }

  /** A response whose body is written as it is made. */
  public static Response stream(int status, String contentType, Stream body) {
    return stream(status, Map.of(TYPE, contentType), -1, body);
  }

  /** The same with other headers, and with its length. */
  public static Response stream(int status, Map<String, String> headers, long length, Stream body) {
    return new Response(status, headers, new byte[0], body, length);
  }
}
