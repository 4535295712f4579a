package io.ollamamax.simnode;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what is wrong with a text that should be the tokens of one conversation. */
public final class TokenCheck {
  private static final Pattern TOKEN =
      Pattern.compile(" ([A-Za-z0-9]+)\\.(\\d+)\\.(\\w+)\\.(\\w+);");

  private TokenCheck() {}

  /**
   * The violations; empty where the text is tokens 0 to {@code count - 1} of the conversation.
   *
   * @param count of the whole answer; -1 where only its beginning is known
   */
  public static List<String> violations(String id, int count, String text) {
    List<String> wrong = new ArrayList<>();
    Matcher token = TOKEN.matcher(text);
    int at = 0;
    int due = 0;
    while (token.find()) {
      int number = Integer.parseInt(token.group(2));
      if (token.start() != at) {
        wrong.add("malformed at " + at);
      }
      if (!token.group(1).equals(id)) {
        wrong.add("token of " + token.group(1));
      } else if (!token.group(4).equals(SimTokens.sign(id, number, token.group(3)))) {
        wrong.add("token " + number + " is wrongly signed");
      } else if (number != due) {
        wrong.add((number < due ? "doubled " : "lost before ") + number);
      }
      if (token.group(1).equals(id)) {
        due = number + 1;
      }
      at = token.end();
    }
    if (at != text.length()) {
      wrong.add("malformed at " + at);
    }
    if (count >= 0 && due != count) {
      wrong.add("ended after " + due + " of " + count);
    }
    return wrong;
  }
}
