package io.ollamamax.embedded;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.ollama.FullName;
import io.ollamamax.ollama.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
    Path weights = store.file("/io/ollamamax/embedded/tiny.gguf", "tiny.gguf");
    Path library = store.file(NativeLibrary.resource(), NativeLibrary.fileName());
    List<String> command = EmbeddedNode.command(library, weights, options);
    Shipped shipped =
        new Shipped(weights, ModelFolder.digest(Files.readAllBytes(weights)), options.models());
    List<EmbeddedNode> nodes = new ArrayList<>();
    for (int number = 1; number <= options.nodes(); number++) {
      Path models = Files.createTempDirectory("ollama-distributed-models");
      for (String name : options.models()) {
        shipped.install(
            FullName.parse(name).orElseThrow(() -> new IOException("no model: " + name)),
            new ModelFolder(models));
      }
      nodes.add(new EmbeddedNode(new NodeId("embedded-" + number), command, models));
    }
    return nodes;
  }
}
