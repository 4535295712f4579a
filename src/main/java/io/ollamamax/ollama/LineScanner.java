package io.ollamamax.ollama;

/**
 * Looks at one NDJSON line of a generate or chat stream in place, without building a tree: whether
 * it is an error or the end, and where its text lies. Reused from line to line by one thread.
 *
 * <p>Offsets are of the bytes between the quotes, JSON-escaped as they came; start is -1 where the
 * field is absent. Keys are compared unescaped, as Ollama writes them.
 */
public final class LineScanner {
  private byte[] line = new byte[0];
  private int at;
  private int end;

  private boolean done;
  private boolean error;
  private boolean extras;
  private int textStart;
  private int textEnd;
  private int thinkingStart;
  private int thinkingEnd;

  /** Scans {@code bytes[from, to)}; false where that is no single JSON object. */
  public boolean scan(byte[] bytes, int from, int to) {
    line = bytes;
    at = from;
    end = to;
    done = false;
    error = false;
    extras = false;
    textStart = -1;
    textEnd = -1;
    thinkingStart = -1;
    thinkingEnd = -1;
    if (!object(false)) {
      return false;
    }
    space();
    return at == end;
  }

  /** Whether the line says {@code "done": true}. */
  public boolean done() {
    return done;
  }

  /** Whether the line has an {@code error} field. */
  public boolean error() {
    return error;
  }

  /**
   * Whether the line carries tool calls, logprobs or images, which plain text does not stand for.
   */
  public boolean extras() {
    return extras;
  }

  /** Start of {@code response} or {@code message.content}, or -1. */
  public int textStart() {
    return textStart;
  }

  /** End of the text, exclusive. */
  public int textEnd() {
    return textEnd;
  }

  /** Whether the line carries a thinking text that is not empty. */
  public boolean thinking() {
    return thinkingEnd > thinkingStart;
  }

  private boolean object(boolean message) {
    space();
    if (!take('{')) {
      return false;
    }
    space();
    if (take('}')) {
      return true;
    }
    while (true) {
      space();
      int keyStart = at + 1;
      if (!string()) {
        return false;
      }
      int keyEnd = at - 1;
      space();
      if (!take(':')) {
        return false;
      }
      space();
      if (!field(message, keyStart, keyEnd)) {
        return false;
      }
      space();
      if (take('}')) {
        return true;
      }
      if (!take(',')) {
        return false;
      }
    }
  }

  private boolean field(boolean message, int keyStart, int keyEnd) {
    int valueStart = at;
    boolean text = at < end && line[at] == '"';
    if (!message && is(keyStart, keyEnd, "message") && at < end && line[at] == '{') {
      return object(true);
    }
    if (!value()) {
      return false;
    }
    if (text && is(keyStart, keyEnd, message ? "content" : "response")) {
      textStart = valueStart + 1;
      textEnd = at - 1;
    } else if (text && is(keyStart, keyEnd, "thinking")) {
      thinkingStart = valueStart + 1;
      thinkingEnd = at - 1;
    } else if (message) {
      extras |= is(keyStart, keyEnd, "tool_calls") || is(keyStart, keyEnd, "images");
    } else if (is(keyStart, keyEnd, "done")) {
      done = line[valueStart] == 't';
    } else if (is(keyStart, keyEnd, "error")) {
      error = true;
    } else {
      extras |= is(keyStart, keyEnd, "logprobs");
    }
    return true;
  }

  private boolean value() {
    if (at >= end) {
      return false;
    }
    return switch (line[at]) {
      case '"' -> string();
      case '{', '[' -> nested();
      default -> scalar();
    };
  }

  /** Skips an object or array by its depth; what is inside is not judged further. */
  private boolean nested() {
    int depth = 0;
    while (at < end) {
      switch (line[at]) {
        case '"' -> {
          if (!string()) {
            return false;
          }
          continue;
        }
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        default -> {}
      }
      at++;
      if (depth == 0) {
        return true;
      }
    }
    return false;
  }

  private boolean scalar() {
    int from = at;
    while (at < end && isScalar(line[at])) {
      at++;
    }
    return at > from;
  }

  private static boolean isScalar(byte b) {
    return (b >= '0' && b <= '9')
        || (b >= 'a' && b <= 'z')
        || b == '-'
        || b == '+'
        || b == '.'
        || b == 'E';
  }

  private boolean string() {
    if (!take('"')) {
      return false;
    }
    while (at < end) {
      byte b = line[at++];
      if (b == '"') {
        return true;
      }
      if (b == '\\') {
        at++;
      } else if (b >= 0 && b < ' ') {
        return false;
      }
    }
    return false;
  }

  private void space() {
    while (at < end
        && (line[at] == ' ' || line[at] == '\t' || line[at] == '\r' || line[at] == '\n')) {
      at++;
    }
  }

  private boolean take(char expected) {
    if (at < end && line[at] == expected) {
      at++;
      return true;
    }
    return false;
  }

  private boolean is(int from, int to, String key) {
    if (to - from != key.length()) {
      return false;
    }
    for (int i = 0; i < key.length(); i++) {
      if (line[from + i] != key.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
