package io.ollamamax.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.cluster.NodeModel;
import io.ollamamax.cluster.NodeStatus;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.events.Events;
import java.net.URI;
import java.text.MessageFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeLogTest {
  private static final ModelName MODEL = ModelName.of("m");

  private final Logger logger = Logger.getLogger("nodes");
  private final List<String> lines = new ArrayList<>();
  private final Cluster cluster = new Cluster();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          lines.add(
              record.getLevel()
                  + " "
                  + MessageFormat.format(record.getMessage(), record.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    cluster.onChange(new NodeLog(new Events(100, () -> Instant.EPOCH))::changed);
  }

  @AfterEach
  void leave() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  private void put(String id, NodeStatus found, String finding, String digest) {
    cluster.put(
        new NodeView(
            new NodeId(id),
            URI.create("http://" + id),
            NodeKind.OLLAMA,
            found,
            finding,
            "",
            Map.of(MODEL, new NodeModel(MODEL, digest, 1, true, 0)),
            0));
  }

  @Test
  void aChangeIsToldOnce() {
    put("a", NodeStatus.STARTING, "not probed yet", "one");
    put("a", NodeStatus.HEALTHY, "", "one");
    put("a", NodeStatus.HEALTHY, "", "two");
    put("a", NodeStatus.UNHEALTHY, "connection refused", "two");
    cluster.remove(new NodeId("a"));
    assertEquals(
        List.of(
            "INFO node a at http://a is starting: not probed yet",
            "INFO node a at http://a is healthy",
            "WARNING node a at http://a is unhealthy: connection refused",
            "INFO node a is gone"),
        lines);
  }

  @Test
  void differentCopiesOfAModelAreToldOnce() {
    put("a", NodeStatus.HEALTHY, "", "one");
    put("b", NodeStatus.HEALTHY, "", "two");
    put("c", NodeStatus.HEALTHY, "", "two");
    put("a", NodeStatus.HEALTHY, "", "two");
    assertEquals(
        List.of(
            "WARNING model m:latest has 2 different copies over the nodes (one, two): requests go"
                + " to one alone",
            "INFO model m:latest is the same on all nodes again"),
        lines.stream().filter(line -> line.contains(" model ")).toList());
  }
}
