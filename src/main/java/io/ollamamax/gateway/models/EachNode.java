package io.ollamamax.gateway.models;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.gateway.NodeClient;
import io.ollamamax.http.Response;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Short operations that are done on every node which has the model. */
final class EachNode {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  /** What each node is asked. */
  record Call(String method, String path, byte[] body) {}

  private final NodeClient nodes;
  private final ExecutorService blocking;
  private final Refresh refresh;

  EachNode(NodeClient nodes, ExecutorService blocking, Refresh refresh) {
    this.nodes = nodes;
    this.blocking = blocking;
    this.refresh = refresh;
  }

  /**
   * Asks the nodes that are known to have the model, reachable or not; where none is known, those
   * that could have got it since they were looked at.
   *
   * @param what is done, in words
   * @return 200; 404 where no node has the model; 502 that names each node where it failed
   */
  Response ask(
      String what, Call call, ModelName model, List<NodeView> holders, List<NodeView> others) {
    List<NodeView> asked = holders.isEmpty() ? others : holders;
    if (asked.isEmpty()) {
      throw Refusal.nobody();
    }
    Map<NodeId, Future<Outcome>> answers = new TreeMap<>();
    for (NodeView node : asked) {
      answers.put(node.id(), blocking.submit(() -> ask(node, call)));
    }
    Map<NodeId, Outcome> outcomes = new TreeMap<>();
    answers.forEach((node, answer) -> outcomes.put(node, result(answer)));
    refresh.await(outcomes.keySet());
    boolean unknown = outcomes.values().stream().allMatch(EachNode::unknown);
    if (unknown) {
      throw new Refusal(404, "model '" + model + "' not found");
    }
    outcomes.values().removeIf(EachNode::unknown);
    Verdict verdict = Verdict.of(what, outcomes);
    return verdict.succeeded()
        ? new Response(200, Map.of(), new byte[0])
        : Response.json(verdict.status(), Json.error(verdict.error()));
  }

  private static boolean unknown(Outcome outcome) {
    return outcome instanceof Outcome.Refused refused && refused.status() == 404;
  }

  private static Outcome result(Future<Outcome> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("asking a node failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Failed("the gateway is stopping");
    }
  }

  private Outcome ask(NodeView node, Call call) {
    try {
      HttpResponse<byte[]> reply =
          nodes.call(node, call.method(), call.path(), call.body(), DEADLINE);
      return reply.statusCode() == 200
          ? new Outcome.Done()
          : new Outcome.Refused(reply.statusCode(), errorOf(reply));
    } catch (IOException e) {
      return new Outcome.Failed(NodeClient.reason(e));
    }
  }

  /** The error that the node gives, or its status. */
  static String errorOf(HttpResponse<byte[]> reply) {
    String said = "";
    try {
      said = Json.read(reply.body()).path("error").asText("");
    } catch (IOException e) {
      // the status has to do
    }
    return said.isEmpty() ? "status " + reply.statusCode() : NodeClient.shortened(said);
  }
}
