package io.ollamamax.gateway;

import io.ollamamax.cluster.NodeView;
import io.ollamamax.ollama.Json;
import io.ollamamax.request.Loader;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Makes nodes load models, whoever waits for it. */
public final class ModelLoader implements Loader {
  private final NodeClient nodes;
  private final Executor blocking;
  private final Supplier<Duration> deadline;

  /**
   * @param blocking runs each load on a thread that may block
   * @param deadline how long a node may take
   */
  public ModelLoader(NodeClient nodes, Executor blocking, Supplier<Duration> deadline) {
    this.nodes = nodes;
    this.blocking = blocking;
    this.deadline = deadline;
  }

  @Override
  public void start(NodeView node, String path, byte[] body, Done done) {
    blocking.execute(
        () -> {
          try {
            HttpResponse<byte[]> reply = nodes.call(node, "POST", path, body, deadline.get());
            done.loaded(reply.statusCode(), retryAfter(reply), reply.body());
          } catch (IOException | RuntimeException e) {
            done.loaded(0, 0, Json.error(NodeClient.reason(e)));
          }
        });
  }

  private static long retryAfter(HttpResponse<byte[]> reply) {
    return reply
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("[0-9]{1,6}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)).toNanos())
        .orElse(0L);
  }
}
