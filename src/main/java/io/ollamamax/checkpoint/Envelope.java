package io.ollamamax.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * How bytes are kept in a file so that damage shows: a first line with what they are, the version
 * of their format, their length and their CRC-32C, then the bytes.
 *
 * @param name what the bytes are, such as {@code ollama-distributed checkpoint}
 * @param version that this program writes, and reads
 */
public record Envelope(String name, int version) {
  private static final Pattern HEAD =
      Pattern.compile("(.+) version ([0-9]{1,9}) bytes ([0-9]{1,9}) crc32c ([0-9a-f]{8})");

  /** Why bytes cannot be used, for a person. */
  public static final class UnusableException extends IOException {
    private final boolean otherVersion;

    public UnusableException(String message) {
      this(message, false);
    }

    UnusableException(String message, boolean otherVersion) {
      super(message);
      this.otherVersion = otherVersion;
    }

    /** Whether another version of the program can use them: they are not damaged. */
    public boolean isOfOtherVersion() {
      return otherVersion;
    }
  }

  /** The file of these bytes. */
  public byte[] wrap(byte[] bytes) {
    byte[] head =
        "%s version %d bytes %d crc32c %s\n"
            .formatted(name, version, bytes.length, checksum(bytes))
            .getBytes(StandardCharsets.UTF_8);
    byte[] file = Arrays.copyOf(head, head.length + bytes.length);
    System.arraycopy(bytes, 0, file, head.length, bytes.length);
    return file;
  }

  /**
   * The bytes of a file.
   *
   * @throws UnusableException where they are damaged, or of another version
   */
  public byte[] unwrap(byte[] file) throws UnusableException {
    int end = 0;
    while (end < file.length && file[end] != '\n') {
      end++;
    }
    Matcher head = HEAD.matcher(new String(file, 0, end, StandardCharsets.UTF_8));
    if (!head.matches() || !head.group(1).equals(name)) {
      throw new UnusableException(
          "its first line is not that of a " + name.substring(name.indexOf(' ') + 1));
    }
    int found = Integer.parseInt(head.group(2));
    if (found != version) {
      throw new UnusableException(
          "it has version %d and this program reads version %d; start it with the program that"
                  .formatted(found, version)
              + " wrote it",
          true);
    }
    byte[] bytes = Arrays.copyOfRange(file, Math.min(file.length, end + 1), file.length);
    int length = Integer.parseInt(head.group(3));
    if (bytes.length != length) {
      throw new UnusableException(
          "it is torn: %d bytes were written, %d are there".formatted(length, bytes.length));
    }
    if (!head.group(4).equals(checksum(bytes))) {
      throw new UnusableException("its checksum is wrong");
    }
    return bytes;
  }

  private static String checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return "%08x".formatted((int) checksum.getValue());
  }
}
