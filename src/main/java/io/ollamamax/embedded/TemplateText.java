package io.ollamamax.embedded;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Carries text unharmed through the native template, whose result comes back in the JVM's modified
 * UTF-8: a NUL would end it and a character beyond the basic plane would garble it. Both travel as
 * their number between two characters of private use.
 */
final class TemplateText {
  private static final char OPEN = '\uE000';
  private static final char CLOSE = '\uE001';
  private static final Pattern HIDDEN = Pattern.compile(OPEN + "([0-9a-f]{1,6})" + CLOSE);

  private TemplateText() {}

  /** The text as it may travel. */
  static String hide(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              if (point == 0 || point == OPEN || Character.isSupplementaryCodePoint(point)) {
                out.append(OPEN).append(Integer.toHexString(point)).append(CLOSE);
              } else {
                out.appendCodePoint(point);
              }
            });
    return out.toString();
  }

  /** The text as it was. */
  static String reveal(String text) {
    return HIDDEN
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(Character.toString(Integer.parseInt(found.group(1), 16))));
  }
}
