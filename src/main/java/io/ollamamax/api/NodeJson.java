package io.ollamamax.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.ModelRoute;
import io.ollamamax.cluster.NodeModel;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.cluster.Residence;
import io.ollamamax.nodes.NameState;
import io.ollamamax.ollama.Json;
import io.ollamamax.request.Breaker;
import io.ollamamax.request.ModelLoad;
import io.ollamamax.request.NodeLoad;
import io.ollamamax.request.NodeLoads;
import io.ollamamax.telemetry.Supervision;
import io.ollamamax.telemetry.Supervisions;
import java.net.InetAddress;
import java.util.Locale;
import java.util.TreeMap;

/** Nodes as the API shows them. */
final class NodeJson {
  private static final double SECOND = 1e9;

  private final NodeLoads loads;
  private final Supervisions supervisions;

  NodeJson(NodeLoads loads, Supervisions supervisions) {
    this.loads = loads;
    this.supervisions = supervisions;
  }

  ObjectNode node(ClusterView view, NodeView node) {
    NodeLoad load = loads.of(node.id());
    int running = load.inFlight();
    ObjectNode out =
        Json.object()
            .put("id", node.id().value())
            .put("url", node.url().toString())
            .put("kind", node.kind().wire())
            .put("status", node.status().wire())
            .put("reason", node.reason())
            .put("version", node.version())
            .put("in_flight", running)
            .put("breaker", wire(load.breaker()));
    node.address().map(InetAddress::getHostAddress).ifPresent(at -> out.put("address", at));
    if (node.hold().drains()) {
      out.put("drained", running == 0);
    }
    if (node.pid() > 0) {
      out.put("pid", node.pid());
    }
    supervisions.find(node.id()).ifPresent(told -> supervision(out.putObject("agent"), told));
    ObjectNode labels = out.putObject("labels");
    new TreeMap<>(node.labels()).forEach(labels::put);
    ArrayNode models = out.putArray("models");
    new TreeMap<>(node.models())
        .values()
        .forEach(model -> models.add(model(view, model, load.of(model.name()))));
    return out;
  }

  private static void supervision(ObjectNode out, Supervision told) {
    out.put("name", told.agent())
        .put("connected", told.connected())
        .put("phase", told.phase())
        .put("pid", told.pid())
        .put("restarts", told.restarts())
        .put("mode", told.mode())
        .put("reason", told.reason());
  }

  private static ObjectNode model(ClusterView view, NodeModel model, ModelLoad load) {
    ModelRoute route = view.routes().route(model.name());
    ObjectNode out =
        Json.object()
            .put("name", model.name().value())
            .put("digest", model.digest())
            .put("routed", route != null && route.digest().equals(model.digest()))
            .put("size", model.size())
            .put("loaded", model.loaded())
            .put("context_length", model.contextLength())
            .put("breaker", wire(load.breaker()))
            .put("tokens", load.tokens());
    if (load.firstToken() > 0) {
      out.put("first_token_seconds", load.firstToken() / SECOND);
    }
    if (load.tokenGap() > 0) {
      out.put("tokens_per_second", SECOND / load.tokenGap());
    }
    model.residence().ifPresent(residence -> residence(out, residence));
    return out;
  }

  private static String wire(Breaker breaker) {
    return breaker.state().name().toLowerCase(Locale.ROOT);
  }

  private static void residence(ObjectNode out, Residence residence) {
    out.put("size_memory", residence.size()).put("size_vram", residence.sizeVram());
    residence.expiresAt().ifPresent(end -> out.put("expires_at", end.toString()));
  }

  /** A host name that stands for several nodes. */
  static ObjectNode name(NameState name) {
    return Json.object()
        .put("id", name.entry().name())
        .put("url", name.entry().url().toString())
        .put("resolve", true)
        .put("addresses", name.addresses())
        .put("problem", name.problem());
  }
}
