package io.ollamamax.config.store;

/**
 * Who changes the configuration, and why.
 *
 * @param reason may be empty
 */
public record Author(String who, String reason) {
  private static final int LONGEST = 500;

  public Author {
    who = line(who.isBlank() ? "unknown" : who);
    reason = line(reason);
  }

  private static String line(String text) {
    String plain = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
  }
}
