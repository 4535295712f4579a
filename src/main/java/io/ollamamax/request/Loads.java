package io.ollamamax.request;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.ModelRoute;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.ollama.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Loads under way, which belong to the gateway: many requests wait for one, and it goes on when
 * they leave. Shared over event loops.
 */
public final class Loads {
  private static final class Load {
    private final NodeId node;
    private final List<Loader.Done> waiting = new ArrayList<>();

    Load(NodeId node, Loader.Done first) {
      this.node = node;
      waiting.add(first);
    }
  }

  /** Is told how loads ended; called on any thread. */
  @FunctionalInterface
  public interface Observer {
    /**
     * A load has ended, or an unload failed.
     *
     * @param status 200 where the model is loaded
     * @param error in plain words, or empty
     */
    void loaded(NodeId node, ModelName model, int status, String error);
  }

  private final Loader loader;
  private final Observer observer;
  private final ConcurrentHashMap<ModelName, Load> running = new ConcurrentHashMap<>();

  public Loads(Loader loader, Observer observer) {
    this.loader = loader;
    this.observer = observer;
  }

  /** The node at which the model is being loaded, or null. */
  @Nullable NodeId at(ModelName model) {
    Load load = running.get(model);
    return load == null ? null : load.node;
  }

  /** Whether a model is being loaded at the node. */
  public boolean busy(NodeId node) {
    return running.values().stream().anyMatch(load -> load.node.equals(node));
  }

  /** Has a node load a model for requests that may come. */
  public void preload(NodeView node, ModelName model) {
    byte[] body = Json.bytes(Json.object().put("model", model.value()).put("stream", false));
    join(node, model, Operation.GENERATE.path(), body, (status, retryAfter, reply) -> {});
  }

  /** How many models are being loaded. */
  public int running() {
    return running.size();
  }

  /**
   * Waits for the model at that node; loads it where nobody does yet.
   *
   * @return whether this call started the load
   */
  public boolean join(NodeView node, ModelName model, String path, byte[] body, Loader.Done done) {
    Load own = new Load(node.id(), done);
    Load now =
        running.compute(
            model,
            (name, before) -> {
              if (before == null) {
                return own;
              }
              if (before.node.equals(node.id())) {
                before.waiting.add(done);
              }
              return before;
            });
    if (now == own) {
      loader.start(
          node, path, body, (status, retry, reply) -> end(own, model, status, retry, reply));
    } else if (!now.node.equals(node.id())) {
      loader.start(
          node,
          path,
          body,
          (status, retry, reply) -> {
            tell(node.id(), model, status, reply);
            done.loaded(status, retry, reply);
          });
    } else {
      return false;
    }
    return true;
  }

  /**
   * Has all nodes unload a model, also those that were last seen without it in memory: it may have
   * been loaded since. A failure is only told.
   */
  void unload(ModelRoute route, String path, byte[] body) {
    Stream.concat(route.loaded().stream(), route.present().stream())
        .forEach(node -> unload(node, route.model(), path, body));
  }

  private void unload(NodeView node, ModelName model, String path, byte[] body) {
    loader.start(
        node,
        path,
        body,
        (status, retry, reply) -> {
          if (status != 200) {
            tell(node.id(), model, status, reply);
          }
        });
  }

  private void end(Load load, ModelName model, int status, long retryAfter, byte[] reply) {
    running.remove(model);
    tell(load.node, model, status, reply);
    load.waiting.forEach(done -> done.loaded(status, retryAfter, reply));
  }

  private void tell(NodeId node, ModelName model, int status, byte[] reply) {
    observer.loaded(node, model, status, status == 200 ? "" : Replies.errorText(reply));
  }
}
