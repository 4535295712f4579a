package io.ollamamax.cli;

import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;

/**
 * Colours words where the output is a terminal, and leaves them alone where it is not, or {@code
 * NO_COLOR} is set. No meaning is in the colour alone.
 */
record Ink(boolean colours) {
  /** As the output of this process wants it. */
  static Ink ofOutput() {
    return new Ink(Ansi.AUTO.enabled());
  }

  String good(String text) {
    return in(Style.fg_green, text);
  }

  String doubtful(String text) {
    return in(Style.fg_yellow, text);
  }

  String bad(String text) {
    return in(Style.fg_red, text);
  }

  String moved(String text) {
    return in(Style.fg_cyan, text);
  }

  String foreseen(String text) {
    return in(Style.fg_magenta, text);
  }

  String quiet(String text) {
    return in(Style.faint, text);
  }

  String strong(String text) {
    return in(Style.bold, text);
  }

  String chosen(String text) {
    return in(Style.reverse, text);
  }

  /** A status of the gateway, of a component or of a node. */
  String status(String status, String text) {
    return switch (status) {
      case "healthy", "closed" -> good(text);
      case "degraded", "starting", "draining", "half_open" -> doubtful(text);
      case "unhealthy", "quarantined", "gone", "open" -> bad(text);
      default -> quiet(text); // disabled, standby
    };
  }

  private String in(Style style, String text) {
    return colours ? style.on() + text + Style.reset.on() : text;
  }
}
