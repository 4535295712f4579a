package io.ollamamax.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of models as Ollama keeps them: {@code manifests/HOST/NAMESPACE/MODEL/TAG} and {@code
 * blobs/sha256-HEX}. A model's digest is that of its manifest.
 */
public final class ModelFolder {
  private static final Pattern DIGEST = Pattern.compile("sha256[:-][0-9a-f]{64}");
  private static final int DEPTH = 4;
  private static final long MOST = 4L * 1024 * 1024;

  private final Path root;

  public ModelFolder(Path root) {
    this.root = root;
  }

  /**
   * A manifest as it is in its file.
   *
   * @param digest SHA-256 of it, in hexadecimal
   * @param blobs that it is made of, with their sizes
   */
  public record Manifest(byte[] text, String digest, SortedMap<String, Long> blobs) {
    /**
     * Reads a manifest.
     *
     * @throws IOException where it is none
     */
    public static Manifest of(byte[] text) throws IOException {
      JsonNode json = Json.read(text);
      SortedMap<String, Long> blobs = new TreeMap<>();
      Stream.concat(Stream.of(json.path("config")), json.path("layers").valueStream())
          .filter(layer -> DIGEST.matcher(layer.path("digest").asText()).matches())
          .forEach(layer -> blobs.put(layer.path("digest").asText(), layer.path("size").asLong()));
      if (blobs.isEmpty()) {
        throw new IOException("the manifest names no blob");
      }
      return new Manifest(text, ModelFolder.digest(text), blobs);
    }

    /** Bytes of all blobs. */
    public long size() {
      return blobs.values().stream().mapToLong(size -> size).sum();
    }
  }

  /** SHA-256 in hexadecimal. */
  public static String digest(byte[] content) {
    return HexFormat.of().formatHex(sha256().digest(content));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private Path file(FullName name) {
    return root.resolve("manifests")
        .resolve(name.host())
        .resolve(name.namespace())
        .resolve(name.model())
        .resolve(name.tag());
  }

  /**
   * Where a blob is, or is to be.
   *
   * @throws IOException where that is no digest
   */
  public Path blob(String digest) throws IOException {
    if (!DIGEST.matcher(digest).matches()) {
      throw new IOException("invalid digest format");
    }
    return root.resolve("blobs").resolve(digest.replace(':', '-'));
  }

  /**
   * The manifest of a model.
   *
   * @throws IOException where there is none, or it cannot be read
   */
  public Manifest manifest(FullName name) throws IOException {
    Path file = file(name);
    if (!Files.isRegularFile(file) || Files.size(file) > MOST) {
      throw new NoSuchFileException("no model " + name.listed() + " in " + root);
    }
    return Manifest.of(Files.readAllBytes(file));
  }

  /** All models whose manifests can be read, by their listed names. */
  public SortedMap<String, Manifest> models() throws IOException {
    SortedMap<String, Manifest> all = new TreeMap<>();
    Path manifests = root.resolve("manifests");
    if (!Files.isDirectory(manifests)) {
      return all;
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(manifests, DEPTH)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path parts = manifests.relativize(file);
      if (parts.getNameCount() == DEPTH) {
        FullName name =
            new FullName(
                parts.getName(0).toString(),
                parts.getName(1).toString(),
                parts.getName(2).toString(),
                parts.getName(3).toString());
        try {
          all.put(name.listed(), manifest(name));
        } catch (IOException e) {
          // being written, or removed meanwhile
        }
      }
    }
    return all;
  }

  /** Makes it the model of that name, whole or not at all. */
  public void put(FullName name, byte[] manifest) throws IOException {
    Path file = file(name);
    Files.createDirectories(file.getParent());
    Path whole = Files.createTempFile(root, "manifest", ".part");
    Files.write(whole, manifest);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Stores a blob.
   *
   * @throws IOException where the content is not what the digest says; nothing is stored then
   */
  public void put(String digest, InputStream content) throws IOException {
    Path file = blob(digest);
    Files.createDirectories(file.getParent());
    Path part = Files.createTempFile(root, "blob", ".part");
    try {
      MessageDigest sha = sha256();
      Files.copy(new DigestInputStream(content, sha), part, StandardCopyOption.REPLACE_EXISTING);
      String got = "sha256-" + HexFormat.of().formatHex(sha.digest());
      if (!file.endsWith(got)) {
        throw new IOException(
            "digest mismatch, expected \"%s\", got \"%s\"".formatted(digest, got));
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Removes a model, and the blobs that no other one has; whether it was there. */
  public boolean remove(FullName name) throws IOException {
    Path file = file(name);
    if (!Files.isRegularFile(file)) {
      return false;
    }
    Set<String> blobs = new HashSet<>(manifest(name).blobs().keySet());
    Files.delete(file);
    models().values().forEach(other -> blobs.removeAll(other.blobs().keySet()));
    for (String blob : blobs) {
      Files.deleteIfExists(blob(blob));
    }
    return true;
  }
}
