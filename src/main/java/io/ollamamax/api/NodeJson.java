package io.ollamamax.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.ModelRoute;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeModel;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.cluster.Residence;
import io.ollamamax.nodes.NameState;
import io.ollamamax.ollama.Json;
import io.ollamamax.telemetry.Supervision;
import io.ollamamax.telemetry.Supervisions;
import java.net.InetAddress;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** Nodes as the API shows them. */
final class NodeJson {
  private final ToIntFunction<NodeId> inFlight;
  private final Supervisions supervisions;

  NodeJson(ToIntFunction<NodeId> inFlight, Supervisions supervisions) {
    this.inFlight = inFlight;
    this.supervisions = supervisions;
  }

  ObjectNode node(ClusterView view, NodeView node) {
    int running = inFlight.applyAsInt(node.id());
    ObjectNode out =
        Json.object()
            .put("id", node.id().value())
            .put("url", node.url().toString())
            .put("kind", node.kind().wire())
            .put("status", node.status().wire())
            .put("reason", node.reason())
            .put("version", node.version())
            .put("in_flight", running);
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
    new TreeMap<>(node.models()).values().forEach(model -> models.add(model(view, model)));
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

  private static ObjectNode model(ClusterView view, NodeModel model) {
    ModelRoute route = view.routes().route(model.name());
    ObjectNode out =
        Json.object()
            .put("name", model.name().value())
            .put("digest", model.digest())
            .put("routed", route != null && route.digest().equals(model.digest()))
            .put("size", model.size())
            .put("loaded", model.loaded())
            .put("context_length", model.contextLength());
    model.residence().ifPresent(residence -> residence(out, residence));
    return out;
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
