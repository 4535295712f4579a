package io.ollamamax.logging;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Appends to a file; where it would grow too large it becomes {@code FILE.1}, that one {@code
 * FILE.2}, and so on. The file of the JDK's own handler cannot keep its name when it is rotated.
 */
final class RotatedFile extends Handler {
  private final Path file;
  private long most;
  private int keep;
  private long size;
  private @Nullable OutputStream out;

  /**
   * @param most bytes in one file, exceeded only by a line that is longer alone
   * @param keep older files that are kept
   * @throws IOException where the file cannot be written
   */
  RotatedFile(Path file, long most, int keep) throws IOException {
    this.file = file.toAbsolutePath();
    this.most = most;
    this.keep = keep;
    open();
  }

  /** Changes the limits. */
  synchronized void limit(long newMost, int newKeep) {
    this.most = newMost;
    this.keep = newKeep;
  }

  private void open() throws IOException {
    out =
        new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    size = Files.size(file);
  }

  @Override
  public synchronized void publish(LogRecord line) {
    if (!isLoggable(line)) {
      return;
    }
    try {
      byte[] text = getFormatter().format(line).getBytes(StandardCharsets.UTF_8);
      if (size > 0 && size + text.length > most) {
        rotate();
      }
      if (out == null) {
        open();
      }
      write(text);
    } catch (IOException e) {
      reportError("the log file " + file + " cannot be written", e, ErrorManager.WRITE_FAILURE);
    }
  }

  private void write(byte[] text) throws IOException {
    OutputStream to = out;
    if (to != null) {
      to.write(text);
      to.flush();
      size += text.length;
    }
  }

  private void rotate() throws IOException {
    closeFile();
    Files.deleteIfExists(older(keep));
    for (int i = keep - 1; i >= 0; i--) {
      Path from = i == 0 ? file : older(i);
      if (Files.exists(from)) {
        Files.move(from, older(i + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (keep == 0) {
      Files.deleteIfExists(file);
    }
  }

  private Path older(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  private void closeFile() throws IOException {
    OutputStream open = out;
    out = null;
    size = 0;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void flush() {}

  @Override
  public synchronized void close() {
    try {
      closeFile();
    } catch (IOException e) {
      reportError("the log file " + file + " cannot be closed", e, ErrorManager.CLOSE_FAILURE);
    }
  }
}
