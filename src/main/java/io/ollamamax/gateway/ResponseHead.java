package io.ollamamax.gateway;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The head of a node's response, as far as the gateway needs it.
 *
 * @param status HTTP status code
 * @param keepAlive whether the connection may be used again
 * @param retryAfter what {@code Retry-After} asks for, in nanoseconds; 0 where it asks for nothing
 */
record ResponseHead(int status, boolean keepAlive, long retryAfter, BodyFraming framing) {
  private static final int MOST_DIGITS = 6;

  /**
   * Reads a head without its closing empty line.
   *
   * @throws IllegalArgumentException where it is none
   */
  static ResponseHead parse(byte[] bytes, int length) {
    List<String> lines = new String(bytes, 0, length, StandardCharsets.ISO_8859_1).lines().toList();
    String first = lines.isEmpty() ? "" : lines.getFirst();
    if (!first.startsWith("HTTP/1.") || first.length() < 12) {
      throw new IllegalArgumentException("the answer is no HTTP");
    }
    int status = Integer.parseInt(first.substring(9, 12));
    boolean keepAlive = first.startsWith("HTTP/1.1");
    boolean chunked = false;
    long contentLength = -1;
    long retryAfter = 0;
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new IllegalArgumentException("a header of the answer is broken");
      }
      String value = line.substring(colon + 1).strip().toLowerCase(Locale.ROOT);
      switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "transfer-encoding" -> {
          if (!value.equals("chunked")) {
            throw new IllegalArgumentException("the answer's transfer encoding is " + value);
          }
          chunked = true;
        }
        case "content-length" -> {
          long length2 = Long.parseLong(value);
          if (length2 < 0 || (contentLength >= 0 && contentLength != length2)) {
            throw new IllegalArgumentException("the answer's length is contradictory");
          }
          contentLength = length2;
        }
        case "retry-after" -> retryAfter = nanos(value);
        case "connection" -> keepAlive = !value.contains("close");
        default -> {}
      }
    }
    if (chunked && contentLength >= 0) {
      throw new IllegalArgumentException("the answer has a length and is chunked");
    }
    BodyFraming framing =
        status == 204 || status == 304
            ? BodyFraming.length(0)
            : chunked
                ? BodyFraming.chunked()
                : contentLength >= 0 ? BodyFraming.length(contentLength) : BodyFraming.untilClose();
    return new ResponseHead(status, keepAlive && !framing.endsByClose(), retryAfter, framing);
  }

  /** Of a number of seconds; a date, which needs clocks that agree, is not taken. */
  private static long nanos(String seconds) {
    return !seconds.isEmpty()
            && seconds.length() <= MOST_DIGITS
            && seconds.chars().allMatch(Character::isDigit)
        ? Long.parseLong(seconds) * 1_000_000_000L
        : 0;
  }
}
