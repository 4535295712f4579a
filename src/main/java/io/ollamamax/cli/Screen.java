package io.ollamamax.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import org.jspecify.annotations.Nullable;

/** The whole terminal, drawn over and over, and its keys; left as it was found. */
final class Screen implements AutoCloseable {
  private static final int ESCAPE = 27;
  private static final int CTRL_C = 3;
  private static final long REST_OF_KEY = 30;
  private static final String TOP_LEFT = "\u001b[H";
  private static final String END_OF_LINE = "\u001b[K\r\n";
  private static final String CLEAR_BELOW = "\u001b[J";

  private final Terminal terminal;
  private final Attributes before;
  private final NonBlockingReader keys;
  private volatile boolean interrupted;

  private Screen(Terminal terminal) {
    this.terminal = terminal;
    this.before = terminal.enterRawMode();
    this.keys = terminal.reader();
    terminal.handle(Signal.INT, signal -> interrupted = true);
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
  }

  /** Whether a person sits at both ends. */
  static boolean isThere() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
        && !"dumb".equals(System.getenv().getOrDefault("TERM", "dumb"));
  }

  static Screen open() throws IOException {
    return new Screen(TerminalBuilder.builder().system(true).provider("exec").build());
  }

  int columns() {
    return terminal.getWidth() > 0 ? terminal.getWidth() : 80;
  }

  int lines() {
    return terminal.getHeight() > 0 ? terminal.getHeight() : 24;
  }

  /** Draws the lines in place of those before, without a flicker. */
  void draw(String text) {
    PrintWriter out = terminal.writer();
    out.print(TOP_LEFT);
    out.print(String.join(END_OF_LINE, text.lines().toList()));
    out.print("\u001b[K" + CLEAR_BELOW);
    out.flush();
  }

  /** The next key; null where none comes in that time. */
  @Nullable TopKey read(Duration patience) throws IOException {
    int key = keys.read(Math.max(1, patience.toMillis()));
    if (interrupted || key == CTRL_C || key == 'q' || key == NonBlockingReader.EOF) {
      return new TopKey.Quit();
    }
    if (key == ESCAPE) {
      return arrow();
    }
    return key < 0 ? null : new TopKey.Letter((char) key);
  }

  /** The rest of an arrow; other keys that begin so say nothing here. */
  private @Nullable TopKey arrow() throws IOException {
    int second = keys.read(REST_OF_KEY);
    if (second != '[' && second != 'O') {
      return null;
    }
    return switch (keys.read(REST_OF_KEY)) {
      case 'A' -> new TopKey.Up();
      case 'B' -> new TopKey.Down();
      default -> null;
    };
  }

  @Override
  public void close() throws IOException {
    terminal.puts(Capability.cursor_visible);
    terminal.puts(Capability.exit_ca_mode);
    terminal.setAttributes(before);
    terminal.flush();
    terminal.close();
  }
}
