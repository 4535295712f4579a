package io.ollamamax.simnode;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with a text that should be the tokens of one conversation. */
public final class TokenCheck {
  private final List<String> wrong = new ArrayList<>();
  private final BitSet seen = new BitSet();
  private final String id;
  private int highest = -1;
  private @Nullable String prompt;

  private TokenCheck(String id) {
    this.id = id;
  }

  /**
   * The violations, each once: {@code lost N}, {@code doubled N}, {@code reordered N}, {@code mixed
   * with ID}, {@code damaged at OFFSET}, {@code N answers another prompt}, {@code ended after N of
   * COUNT}. Empty where the text is tokens 0 to {@code count - 1} of the conversation.
   *
   * @param count of the whole answer; -1 where only its beginning is known
   */
  public static List<String> violations(String id, int count, String text) {
    TokenCheck check = new TokenCheck(id);
    Matcher found = Token.PATTERN.matcher(text);
    int at = 0;
    while (found.find()) {
      if (found.start() != at) {
        check.wrong.add("damaged at " + at);
      }
      at = found.end();
      Token token = Token.of(found);
      if (token == null) {
        check.wrong.add("damaged at " + found.start());
      } else {
        check.take(token);
      }
    }
    if (at != text.length()) {
      check.wrong.add("damaged at " + at);
    }
    check.end(count);
    return check.wrong;
  }

  private void take(Token token) {
    int number = token.number();
    if (!token.id().equals(id)) {
      wrong.add("mixed with " + token.id());
      return;
    }
    if (prompt != null && !prompt.equals(token.prompt())) {
      wrong.add(number + " answers another prompt");
    }
    prompt = token.prompt();
    if (seen.get(number)) {
      wrong.add("doubled " + number);
    } else if (number < highest) {
      wrong.add("reordered " + number);
    }
    seen.set(number);
    highest = Math.max(highest, number);
  }

  private void end(int count) {
    for (int lost = seen.nextClearBit(0); lost < highest; lost = seen.nextClearBit(lost + 1)) {
      wrong.add("lost " + lost);
    }
    if (count >= 0 && highest + 1 != count) {
      wrong.add("ended after " + (highest + 1) + " of " + count);
    }
  }
}
