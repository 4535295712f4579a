package io.ollamamax.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The head of a node's response, as far as the gateway needs it.
 *
 * @param status HTTP status code
 * @param keepAlive whether the connection may be used again
 * @param retryAfter what {@code Retry-After} asks for, in nanoseconds; 0 where it asks for nothing
 */
record ResponseHead(int status, boolean keepAlive, long retryAfter, BodyFraming framing) {
  private static final int MOST_DIGITS_OF_SECONDS = 6;

  private static final int MAX_DIGITS = 18;
  private static final int STATUS_LINE = "HTTP/1.1 200".length();

  /**
   * Reads a head without its closing empty line; each of its lines ends in CR LF but the last.
   *
   * @throws IllegalArgumentException where it is none
   */
  static ResponseHead parse(byte[] bytes, int length) {
    int lineEnd = endOfLine(bytes, 0, length);
    String first = latin1(bytes, 0, Math.min(lineEnd, STATUS_LINE));
    require(first.startsWith("HTTP/1.") && first.length() == STATUS_LINE, "the answer is no HTTP");
    int status = (int) number(bytes, STATUS_LINE - 3, STATUS_LINE);
    boolean keepAlive = first.charAt(7) == '1';
    boolean chunked = false;
    long contentLength = -1;
    long retryAfter = 0;
    while (lineEnd < length) {
      int from = lineEnd + 2;
      lineEnd = endOfLine(bytes, from, length);
      int colon = indexOf(bytes, (byte) ':', from, lineEnd);
      require(colon > from && colon < lineEnd, "a header of the answer is broken");
      int valueFrom = skipSpace(bytes, colon + 1, lineEnd);
      int valueTo = beforeSpace(bytes, valueFrom, lineEnd);
      if (is(bytes, from, colon, "transfer-encoding")) {
        require(
            is(bytes, valueFrom, valueTo, "chunked"), "the answer's transfer encoding is unknown");
        chunked = true;
      } else if (is(bytes, from, colon, "content-length")) {
        long value = number(bytes, valueFrom, valueTo);
        require(
            contentLength < 0 || contentLength == value, "the answer's length is contradictory");
        contentLength = value;
      } else if (is(bytes, from, colon, "retry-after")) {
        retryAfter = nanos(latin1(bytes, valueFrom, valueTo));
      } else if (is(bytes, from, colon, "connection")) {
        keepAlive = !latin1(bytes, valueFrom, valueTo).toLowerCase(Locale.ROOT).contains("close");
      }
    }
    require(!chunked || contentLength < 0, "the answer has a length and is chunked");
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
            && seconds.length() <= MOST_DIGITS_OF_SECONDS
            && seconds.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Long.parseLong(seconds) * 1_000_000_000L
        : 0;
  }

  private static int endOfLine(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != '\r' && bytes[at] != '\n') {
      at++;
    }
    require(
        at == to || (bytes[at] == '\r' && at + 1 < to && bytes[at + 1] == '\n'),
        "a line of the answer's head is broken");
    return at;
  }

  private static int indexOf(byte[] bytes, byte wanted, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != wanted) {
      at++;
    }
    return at;
  }

  private static int skipSpace(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    return at;
  }

  private static int beforeSpace(byte[] bytes, int from, int to) {
    int at = to;
    while (at > from && (bytes[at - 1] == ' ' || bytes[at - 1] == '\t')) {
      at--;
    }
    return at;
  }

  /** Whether these bytes are the lower-case text, in any case. */
  private static boolean is(byte[] bytes, int from, int to, String lower) {
    if (to - from != lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      byte b = bytes[from + i];
      if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static long number(byte[] bytes, int from, int to) {
    require(to > from && to - from <= MAX_DIGITS, "a number in the answer's head is broken");
    long value = 0;
    for (int i = from; i < to; i++) {
      require(bytes[i] >= '0' && bytes[i] <= '9', "a number in the answer's head is broken");
      value = value * 10 + bytes[i] - '0';
    }
    return value;
  }

  private static String latin1(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
