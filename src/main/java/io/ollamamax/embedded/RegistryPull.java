package io.ollamamax.embedded;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.FullName;
import io.ollamamax.ollama.Json;
import io.ollamamax.ollama.ModelFolder;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.util.Map;

/** Pulls a model from the registry that its name names, without TLS; blobs that are there stay. */
final class RegistryPull {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 60_000;
  private static final long LINE_BYTES = 256 * 1024;

  private final FullName name;
  private final ModelFolder folder;
  private final String weights;

  /** Takes the lines of progress. */
  interface Lines {
    void line(ObjectNode line) throws IOException;
  }

  /**
   * @param weights digest of the only ones that can be run here
   */
  RegistryPull(FullName name, ModelFolder folder, String weights) {
    this.name = name;
    this.folder = folder;
    this.weights = weights;
  }

  /**
   * Pulls it; it is there whole or not at all.
   *
   * @throws IOException in the words of Ollama, where it cannot be had
   */
  void run(Lines out) throws IOException {
    out.line(status("pulling manifest"));
    ModelFolder.Manifest manifest;
    try (InputStream in = open("manifests/" + name.tag())) {
      manifest = ModelFolder.Manifest.of(in.readAllBytes());
    } catch (IOException e) {
      throw new IOException("pull model manifest: " + e.getMessage(), e);
    }
    if (!manifest.blobs().containsKey(weights)) {
      throw new IOException("not supported: an embedded node runs the weights " + weights);
    }
    for (Map.Entry<String, Long> blob : manifest.blobs().entrySet()) {
      pull(blob.getKey(), blob.getValue(), out);
    }
    out.line(status("verifying sha256 digest"));
    out.line(status("writing manifest"));
    folder.put(name, manifest.text());
    out.line(status("success"));
  }

  private void pull(String digest, long size, Lines out) throws IOException {
    if (!Files.exists(folder.blob(digest))) {
      try (InputStream in = new Told(open("blobs/" + digest), digest, size, out)) {
        folder.put(digest, in);
      }
    }
    out.line(progress(digest, size, size));
  }

  private InputStream open(String path) throws IOException {
    URI url =
        URI.create(
            "http://%s/v2/%s/%s/%s".formatted(name.host(), name.namespace(), name.model(), path));
    if (!(url.toURL().openConnection() instanceof HttpURLConnection connection)) {
      throw new IOException("no HTTP");
    }
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    int status = connection.getResponseCode();
    if (status == HttpURLConnection.HTTP_NOT_FOUND) {
      throw new IOException("file does not exist");
    }
    if (status != HttpURLConnection.HTTP_OK) {
      throw new IOException(status + ": " + url.getPath());
    }
    return connection.getInputStream();
  }

  static ObjectNode status(String text) {
    return Json.object().put("status", text);
  }

  static ObjectNode progress(String digest, long size, long completed) {
    return status("pulling " + digest.substring("sha256:".length(), "sha256:".length() + 12))
        .put("digest", digest)
        .put("total", size)
        .put("completed", completed);
  }

  /** Tells of the bytes that come. */
  private static final class Told extends FilterInputStream {
    private final String digest;
    private final long size;
    private final Lines out;
    private long read;
    private long told;

    Told(InputStream in, String digest, long size, Lines out) {
      super(in);
      this.digest = digest;
      this.size = size;
      this.out = out;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int got = super.read(target, offset, length);
      read += Math.max(0, got);
      if (read - told >= LINE_BYTES) {
        told = read;
        out.line(progress(digest, size, read));
      }
      return got;
    }
  }
}
