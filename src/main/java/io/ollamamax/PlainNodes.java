package io.ollamamax;

import io.ollamamax.agent.ModelActs;
import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.gateway.NodeClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** The gateway's own way to nodes that have no agent. */
final class PlainNodes {
  private final Cluster cluster;
  private final NodeClient client;

  PlainNodes(Cluster cluster, NodeClient client) {
    this.cluster = cluster;
    this.client = client;
  }

  Optional<ModelActs.Way> to(NodeId id) {
    return cluster.view().node(id).map(this::way);
  }

  private ModelActs.Way way(NodeView node) {
    return new ModelActs.Way() {
      @Override
      public byte[] get(String path, Duration deadline) throws IOException {
        HttpResponse<byte[]> answer = client.call(node, "GET", path, new byte[0], deadline);
        if (answer.statusCode() != 200) {
          throw new IOException(ModelActs.error(answer.statusCode(), answer.body()));
        }
        return answer.body();
      }

      @Override
      public InputStream post(String path, byte[] body, Duration deadline) throws IOException {
        HttpResponse<InputStream> answer = client.open(node, "POST", path, body, deadline);
        if (answer.statusCode() == 200) {
          return answer.body();
        }
        try (InputStream refused = answer.body()) {
          throw new IOException(ModelActs.error(answer.statusCode(), refused.readAllBytes()));
        }
      }
    };
  }
}
