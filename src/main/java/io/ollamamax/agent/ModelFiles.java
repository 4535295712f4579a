package io.ollamamax.agent;

import io.ollamamax.agent.wire.Fetch;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.ollama.FullName;
import io.ollamamax.ollama.ModelFolder;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The files of models that gateways may have of this host: manifests and blobs, nothing else. */
final class ModelFiles {
  private final Map<NodeId, Path> folders;

  /**
   * @param folders of the services' models
   */
  ModelFiles(Map<NodeId, Path> folders) {
    this.folders = Map.copyOf(folders);
  }

  /**
   * Bytes to be sent.
   *
   * @param content to be closed
   */
  record Piece(InputStream content, long length) {}

  /**
   * Opens what is wanted.
   *
   * @throws IOException in words for a person
   */
  Piece open(Fetch fetch) throws IOException {
    Path root = folders.get(fetch.node());
    if (root == null) {
      throw new IOException("this agent has no service " + fetch.node());
    }
    ModelFolder folder = new ModelFolder(root);
    return fetch.model().isEmpty() ? blob(folder, fetch) : manifest(folder, fetch.model());
  }

  private static Piece manifest(ModelFolder folder, String model) throws IOException {
    FullName name =
        FullName.parse(model).orElseThrow(() -> new IOException("'" + model + "' is no model"));
    byte[] text = folder.manifest(name).text();
    return new Piece(new ByteArrayInputStream(text), text.length);
  }

  private static Piece blob(ModelFolder folder, Fetch fetch) throws IOException {
    Path file = folder.blob(fetch.blob());
    long size = Files.size(file);
    if (fetch.from() < 0 || fetch.length() < 1 || fetch.length() > size - fetch.from()) {
      throw new IOException(
          "blob %s has %d bytes, not %d from %d"
              .formatted(fetch.blob(), size, fetch.length(), fetch.from()));
    }
    InputStream in = new FileInputStream(file.toFile());
    in.skipNBytes(fetch.from());
    return new Piece(new Part(in, fetch.length()), fetch.length());
  }

  /** The first bytes of a stream. */
  private static final class Part extends FilterInputStream {
    private long left;

    Part(InputStream in, long length) {
      super(in);
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = super.read(target, offset, (int) Math.min(length, left));
      if (read < 0) {
        throw new IOException("the blob has become shorter");
      }
      left -= read;
      return read;
    }
  }
}
