package io.ollamamax.embedded;

import io.ollamamax.cluster.NodeId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Starts the embedded nodes, each a child process, and starts a child that ends again: at once, and
 * with growing pauses while it goes on dying young. A node keeps its id over restarts; its port may
 * change.
 */
public final class EmbeddedNodes implements AutoCloseable {
  /** Hears what becomes of the children; called on their own threads. */
  public interface Listener {
    /** The child serves at this address. */
    void onReady(NodeId id, URI url, long pid);

    /** The child has ended and is started again after the pause. */
    void onExit(NodeId id, int exitCode, Duration restartIn);
  }

  private final EmbeddedOptions options;
  private final Listener listener;
  private final RandomGenerator random;
  private final List<Child> children = new ArrayList<>();

  public EmbeddedNodes(EmbeddedOptions options, Listener listener, RandomGenerator random) {
    this.options = options;
    this.listener = listener;
    this.random = random;
  }

  /**
   * Starts the children; each is reported when it is ready.
   *
   * @throws IOException where the model or the native library cannot be put in place
   */
  public void start() throws IOException {
    if (options.nodes() == 0) {
      return;
    }
    ContentStore store = new ContentStore(options.cacheDir());
    Path model = store.file("/io/ollamamax/embedded/tiny.gguf", "tiny.gguf");
    Path library = store.file(NativeLibrary.resource(), NativeLibrary.fileName());
    for (int number = 1; number <= options.nodes(); number++) {
      Child child =
          new Child(
              new NodeId("embedded-" + number),
              Child.command(library, model, options),
              String.join(",", options.models()),
              listener,
              new RestartPause(random));
      children.add(child);
      child.start();
    }
  }

  /** Ends all children and returns when they are gone. */
  @Override
  public void close() {
    children.forEach(Child::stop);
    children.forEach(Child::awaitEnd);
  }
}
