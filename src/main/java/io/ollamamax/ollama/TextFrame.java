package io.ollamamax.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/**
 * An event that differs from its like in one text alone. The text of a line goes into it as it is
 * escaped, without a tree being built.
 */
public final class TextFrame {
  private static final String MARK = "\u2402text\u2403";

  private final byte[] before;
  private final byte[] after;
  private final LineScanner scanner = new LineScanner();

  private TextFrame(byte[] before, byte[] after) {
    this.before = before;
    this.after = after;
  }

  /** What stands for the text in the data given to {@link #of}. */
  public static String mark() {
    return MARK;
  }

  /**
   * Makes a frame.
   *
   * @param event name of the event; empty for none
   * @param data with {@link #mark} as the last of its texts that has it
   */
  public static TextFrame of(String event, JsonNode data) {
    byte[] whole = event.isEmpty() ? Sse.data(data) : Sse.event(event, data);
    String text = new String(whole, StandardCharsets.UTF_8);
    int at = text.lastIndexOf(MARK);
    return new TextFrame(
        Sse.bytes(text.substring(0, at)), Sse.bytes(text.substring(at + MARK.length())));
  }

  /**
   * Writes a line's text, or a sign of life where the text is empty.
   *
   * @return false, with nothing written, where the line is more than a piece of text
   */
  public boolean write(byte[] bytes, int from, int to, Replies.Out out) {
    if (!scanner.scan(bytes, from, to)
        || scanner.done()
        || scanner.error()
        || scanner.extras()
        || scanner.thinking()) {
      return false;
    }
    int length = scanner.textEnd() - scanner.textStart();
    if (length <= 0) {
      byte[] sign = Sse.keepAlive();
      out.write(sign, 0, sign.length);
      return true;
    }
    out.write(before, 0, before.length);
    out.write(bytes, scanner.textStart(), length);
    out.write(after, 0, after.length);
    return true;
  }
}
