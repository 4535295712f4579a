package io.ollamamax.agent.hub;

import io.ollamamax.agent.wire.Fetch;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.ollama.Json;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Has agents send files of models: each sends what it is asked for in a request of its own, whose
 * body is read here by whoever asked. Blocks; nothing is kept.
 */
public final class FileRelay {
  private static final long PATIENCE_SECONDS = 30;

  private final Function<Fetch, String> agents;
  private final Map<String, Wish> wishes = new ConcurrentHashMap<>();

  private static final class Wish {
    final CompletableFuture<InputStream> content = new CompletableFuture<>();
    final CountDownLatch over = new CountDownLatch(1);
  }

  /**
   * @param agents asks the node's agent; gives why it cannot be asked, or else an empty text
   */
  public FileRelay(Function<Fetch, String> agents) {
    this.agents = agents;
  }

  /**
   * What the agent sends, to be closed.
   *
   * @throws IOException in words for a person, where it sends nothing
   */
  InputStream fetch(Fetch fetch) throws IOException {
    Wish wish = new Wish();
    wishes.put(fetch.id(), wish);
    boolean given = false;
    try {
      String refusal = agents.apply(fetch);
      if (!refusal.isEmpty()) {
        throw new IOException(refusal);
      }
      InputStream content = wish.content.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      given = true;
      return new FilterInputStream(content) {
        @Override
        public void close() {
          wish.over.countDown();
        }
      };
    } catch (ExecutionException e) {
      Throwable why = e.getCause();
      throw new IOException(why == null ? "it failed" : String.valueOf(why.getMessage()), e);
    } catch (TimeoutException e) {
      throw new IOException("the agent of node " + fetch.node() + " sends nothing", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      wishes.remove(fetch.id());
      if (!given) {
        wish.over.countDown();
      }
    }
  }

  /** An agent sends what it was asked for, or says why it does not. */
  Response sent(Request request) {
    Wish wish = wishes.remove(request.variable("file"));
    if (wish == null) {
      return Response.json(404, Json.error("nobody waits for that file any more"));
    }
    String error = request.query().getOrDefault("error", "");
    if (!error.isEmpty()) {
      wish.content.completeExceptionally(new IOException(error));
      return Response.json(200, Json.bytes(Json.object()));
    }
    request.whenGone().accept(wish.over::countDown);
    wish.content.complete(request.content());
    try {
      wish.over.await();
      if (request.content().read() < 0) {
        return Response.json(200, Json.bytes(Json.object()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // the agent has left
    }
    // nobody reads on: the connection is cut, so that the agent stops
    return Response.stream(
        200,
        "application/json",
        out -> {
          throw new IOException("not read to its end");
        });
  }
}
