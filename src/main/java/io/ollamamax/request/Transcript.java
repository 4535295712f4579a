package io.ollamamax.request;

import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.util.Arrays;

/**
 * What the client has been given so far, so that another node can go on from there. The text is
 * kept JSON-escaped as it came and decoded only when it is needed.
 */
final class Transcript {
  private static final int REPEAT_LIMIT = 30;

  private final RetainedBytes budget;
  private byte[] escaped = new byte[0];
  private int length;
  private int lastStart;
  private int lastLength = -1;
  private int repeats;
  private int tokens;
  private boolean kept = true;
  private boolean beyondText;

  Transcript(RetainedBytes budget) {
    this.budget = budget;
  }

  /** Adds one delivered piece: {@code bytes[from, to)}, JSON-escaped. */
  void add(byte[] bytes, int from, int to) {
    if (to <= from) {
      return;
    }
    tokens++;
    if (!kept || !room(to - from)) {
      return;
    }
    boolean same =
        lastLength == to - from
            && Arrays.equals(escaped, lastStart, lastStart + lastLength, bytes, from, to);
    repeats = same ? repeats + 1 : 1;
    System.arraycopy(bytes, from, escaped, length, to - from);
    lastStart = length;
    lastLength = to - from;
    length += to - from;
  }

  private boolean room(int more) {
    if (length + more <= escaped.length) {
      return true;
    }
    int grown = Math.max(256, Math.max(length + more, escaped.length * 2));
    if (!budget.tryHold(grown - escaped.length)) {
      release();
      kept = false;
      return false;
    }
    escaped = Arrays.copyOf(escaped, grown);
    return true;
  }

  /** Something was delivered that text does not stand for: thinking, tool calls, logprobs. */
  void addBeyondText() {
    beyondText = true;
  }

  /** Forgets everything; for answers that nobody was given yet. */
  void clear() {
    length = 0;
    tokens = 0;
    repeats = 0;
    lastLength = -1;
    beyondText = false;
  }

  void release() {
    budget.release(escaped.length);
    escaped = new byte[0];
    length = 0;
  }

  /** Delivered pieces; a lower bound of the tokens. */
  int tokens() {
    return tokens;
  }

  /** Whether the whole text was kept. */
  boolean kept() {
    return kept;
  }

  boolean beyondText() {
    return beyondText;
  }

  /** Whether the last pieces were all the same, so that going on would loop. */
  boolean loops() {
    return repeats >= REPEAT_LIMIT;
  }

  String text() {
    return decode(escaped, 0, length);
  }

  /** The text of JSON-escaped bytes. */
  static String decode(byte[] escaped, int from, int to) {
    byte[] quoted = new byte[to - from + 2];
    quoted[0] = '"';
    System.arraycopy(escaped, from, quoted, 1, to - from);
    quoted[quoted.length - 1] = '"';
    try {
      return Json.MAPPER.readValue(quoted, String.class);
    } catch (IOException e) {
      return "\uFFFD";
    }
  }
}
