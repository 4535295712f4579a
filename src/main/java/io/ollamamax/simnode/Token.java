package io.ollamamax.simnode;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A numbered token: {@code " ID.NUMBER.PROMPT-RUN.SIGN;"} without the hyphen.
 *
 * @param id of the conversation; of its thoughts with a {@code t} behind it
 * @param prompt five digits made of the prompt that it answers
 * @param run tells sampled executions apart
 */
record Token(String id, int number, String prompt, String run) {
  static final Pattern PATTERN =
      Pattern.compile(" ([A-Za-z0-9]+)\\.(\\d{1,9})\\.(\\w{5})(\\w+)\\.(\\w{4});");

  String text() {
    return " " + id + "." + number + "." + prompt + run + "." + sign() + ";";
  }

  private String sign() {
    int hash = (id + "/" + number + "/" + prompt + run).hashCode() * 0x9E3779B9;
    return String.format(Locale.ROOT, "%04x", hash >>> 16);
  }

  /** The token found by {@link #PATTERN}, or null where its sign is wrong. */
  static @Nullable Token of(Matcher found) {
    Token token =
        new Token(found.group(1), Integer.parseInt(found.group(2)), found.group(3), found.group(4));
    return token.sign().equals(found.group(5)) ? token : null;
  }

  /** The five digits of a prompt. */
  static String digits(String prompt) {
    String digits = "0000" + Long.toString(prompt.hashCode() & 0xFFFFFFFFL, 36);
    return digits.substring(digits.length() - 5);
  }
}
