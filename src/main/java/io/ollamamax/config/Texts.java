package io.ollamamax.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Text for messages: quoted, shortened, without control characters or passwords. */
final class Texts {
  private static final int LONGEST = 60;
  private static final Pattern USER_INFO = Pattern.compile("//[^/@\\s]*@");

  private Texts() {}

  /** The text in double quotes, on one line and not longer than a message bears. */
  static String quote(String text) {
    String shown = printable(hideUserInfo(text));
    if (shown.codePointCount(0, shown.length()) > LONGEST) {
      shown = shown.substring(0, shown.offsetByCodePoints(0, LONGEST)) + "...";
    }
    return '"' + shown + '"';
  }

  /** The text with each control character, unpaired surrogate or tab shown as one character. */
  static String printable(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\t') {
                out.append(' ');
              } else if (isHidden(c)) {
                out.append('\ufffd');
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  private static boolean isHidden(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /** The text with the credentials of any address in it replaced. */
  static String hideUserInfo(String text) {
    return USER_INFO.matcher(text).replaceAll("//***@");
  }

  /** The path of a key in a section. */
  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** The value with three stars for each text in it. */
  static Object stars(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> hidden = new TreeMap<>();
        map.forEach((key, inside) -> hidden.put(key.toString(), stars(inside)));
        yield hidden;
      }
      case List<?> list -> list.stream().map(Texts::stars).toList();
      default -> "***";
    };
  }

  /** {@code enableMlDetection} as {@code enable_ml_detection}. */
  static String snakeCase(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
