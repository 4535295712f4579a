package io.ollamamax.embedded;

import io.ollamamax.cluster.NodeId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Makes the embedded nodes; whoever starts them keeps them running. */
public final class EmbeddedNodes {
  private EmbeddedNodes() {}

  /**
   * The nodes, none of which runs yet.
   *
   * @throws IOException where the model or the native library cannot be put in place
   */
  public static List<EmbeddedNode> of(EmbeddedOptions options) throws IOException {
    if (options.nodes() == 0) {
      return List.of();
    }
    ContentStore store = new ContentStore(options.cacheDir());
    Path model = store.file("/io/ollamamax/embedded/tiny.gguf", "tiny.gguf");
    Path library = store.file(NativeLibrary.resource(), NativeLibrary.fileName());
    List<String> command = EmbeddedNode.command(library, model, options);
    String names = String.join(",", options.models());
    return IntStream.rangeClosed(1, options.nodes())
        .mapToObj(number -> new EmbeddedNode(new NodeId("embedded-" + number), command, names))
        .toList();
  }
}
