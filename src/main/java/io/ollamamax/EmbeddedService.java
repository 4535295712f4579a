package io.ollamamax;

import io.ollamamax.agent.service.Service;
import io.ollamamax.embedded.EmbeddedNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** An embedded node as a service of an agent. It does not outlive its agent. */
final class EmbeddedService implements Service {
  private final EmbeddedNode node;

  EmbeddedService(EmbeddedNode node) {
    this.node = node;
  }

  @Override
  public void start(Listener listener) {
    node.start(
        new EmbeddedNode.Listener() {
          @Override
          public void ready(long pid, URI url) {
            listener.started(pid, url);
          }

          @Override
          public void ended(String reason) {
            listener.ended(Ending.down(reason));
          }
        });
  }

  @Override
  public void stop(Duration grace) {
    node.stop(); // it has nothing to put in order
  }

  @Override
  public void release() {
    node.release();
  }

  @Override
  public Optional<Path> log() {
    return Optional.empty();
  }
}
