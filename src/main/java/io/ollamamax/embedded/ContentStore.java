package io.ollamamax.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Files taken out of the jar once, each in a folder named by its digest, whole or not at all. */
final class ContentStore {
  private final Path root;

  ContentStore(Path root) {
    this.root = root;
  }

  /**
   * The path of a file with the resource's content.
   *
   * @throws IOException where there is no such resource or the folder cannot be written
   */
  Path file(String resource, String name) throws IOException {
    byte[] content;
    try (InputStream in = ContentStore.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("this distribution has no " + resource);
      }
      content = in.readAllBytes();
    }
    String digest = digest(content);
    Path file = root.resolve(digest).resolve(name);
    if (!Files.isRegularFile(file) || !digest(Files.readAllBytes(file)).equals(digest)) {
      Files.createDirectories(file.getParent());
      Path whole = Files.createTempFile(file.getParent(), "new", ".part");
      Files.write(whole, content);
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  /** SHA-256 in hexadecimal. */
  static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
