package io.ollamamax.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatedFileTest {
  private final Path folder;

  RotatedFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private RotatedFile open(long most, int keep) throws IOException {
    RotatedFile log = new RotatedFile(folder.resolve("x.log"), most, keep);
    log.setFormatter(
        new Formatter() {
          @Override
          public String format(LogRecord line) {
            return line.getMessage() + "\n";
          }
        });
    return log;
  }

  private String text(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  private static void log(RotatedFile to, String... lines) {
    for (String line : lines) {
      to.publish(new LogRecord(Level.INFO, line));
    }
  }

  @Test
  void theNewestLinesAreAlwaysUnderTheFilesOwnName() throws IOException {
    RotatedFile log = open(8, 2);
    log(log, "aaa", "bbb", "ccc", "ddd", "eee", "fff", "ggg");
    log.close();
    assertEquals("ggg\n", text("x.log"));
    assertEquals("eee\nfff\n", text("x.log.1"));
    assertEquals("ccc\nddd\n", text("x.log.2"));
    assertFalse(Files.exists(folder.resolve("x.log.3")));
  }

  @Test
  void aNewStartAppends() throws IOException {
    RotatedFile first = open(100, 2);
    log(first, "one");
    first.close();
    RotatedFile second = open(100, 2);
    log(second, "two");
    second.close();
    assertEquals("one\ntwo\n", text("x.log"));
  }

  @Test
  void aLineThatIsTooLongAloneIsWrittenWhole() throws IOException {
    RotatedFile log = open(4, 1);
    log(log, "much too long", "b");
    log.close();
    assertEquals("b\n", text("x.log"));
    assertEquals("much too long\n", text("x.log.1"));
  }

  @Test
  void whereNoneIsKeptTheFileBeginsAnew() throws IOException {
    RotatedFile log = open(4, 0);
    log(log, "aaa", "bbb");
    log.close();
    assertEquals("bbb\n", text("x.log"));
    assertFalse(Files.exists(folder.resolve("x.log.1")));
  }

  @Test
  void aFileThatCannotBeWrittenIsSaidAtOnce() {
    assertThrows(IOException.class, () -> new RotatedFile(folder.resolve("no/x.log"), 100, 1));
  }
}
