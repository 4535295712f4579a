package io.ollamamax.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The text of a configuration file, or why there is none. */
sealed interface FileText {
  /** The most bytes that a configuration may have. */
  int LIMIT = 1 << 20;

  /** A file's text. */
  record Content(String text) implements FileText {}

  /** A file that has none. */
  record Failure(Problem problem) implements FileText {}

  static FileText of(Path file) {
    String name = file.toString();
    try {
      return of(name, bytes(file));
    } catch (NoSuchFileException e) {
      return failure(Place.whole(name), "the file does not exist");
    } catch (IOException e) {
      return failure(Place.whole(name), "the file cannot be read: " + e.getMessage());
    }
  }

  /** The bytes, but no more than one beyond the limit. */
  static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(LIMIT + 1);
    }
  }

  static FileText of(String name, byte[] bytes) {
    if (bytes.length > LIMIT) {
      return failure(Place.whole(name), "the file is larger than " + new ByteSize(LIMIT));
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      Place place = new Source(name, text).atIndex(text, text.codePointCount(0, text.length()));
      return failure(place, "the byte 0x%02X is not UTF-8".formatted(bytes[in.position()] & 0xff));
    }
    return new Content(text);
  }

  private static FileText failure(Place place, String message) {
    return new Failure(new Problem(Severity.ERROR, "", place, message));
  }
}
