package io.ollamamax.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeModel;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.cluster.Residence;
import io.ollamamax.health.Probe;
import io.ollamamax.health.ProbeResult;
import io.ollamamax.health.TokenResult;
import io.ollamamax.ollama.CopyName;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Probes nodes by Ollama's API, each call with a deadline of its own. */
public final class NodeProbe implements Probe {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Duration FOREVER = Duration.ofDays(3650);
  private static final Duration LOADED_AGAIN = Duration.ofSeconds(1);

  private final NodeClient nodes;
  private final Executor blocking;
  private final Map<String, Shown> shown = new ConcurrentHashMap<>();

  /** What {@code /api/show} says of a model, the same for each copy of it. */
  private record Shown(boolean completes, OptionalDouble temperature) {
    private static final Shown NOTHING = new Shown(false, OptionalDouble.empty());
    private static final Pattern TEMPERATURE =
        Pattern.compile("(?m)^temperature\\s+([0-9.]{1,10})\\s*$");

    static Shown of(JsonNode reply) {
      boolean completes = false;
      for (JsonNode capability : reply.path("capabilities")) {
        completes |= capability.asText().equals("completion");
      }
      Matcher set = TEMPERATURE.matcher(reply.path("parameters").asText(""));
      return new Shown(
          completes,
          set.find()
              ? OptionalDouble.of(Double.parseDouble(set.group(1)))
              : OptionalDouble.empty());
    }
  }

  /**
   * @param blocking runs each probe on a thread that may block
   */
  public NodeProbe(NodeClient nodes, Executor blocking) {
    this.nodes = nodes;
    this.blocking = blocking;
  }

  @Override
  public void start(NodeView node, Consumer<ProbeResult> result) {
    blocking.execute(() -> result.accept(probe(node)));
  }

  private ProbeResult probe(NodeView node) {
    try {
      String version = nodes.get(node, "/api/version", DEADLINE).path("version").asText();
      HttpResponse<byte[]> ps = nodes.call(node, "GET", "/api/ps", new byte[0], DEADLINE);
      JsonNode running = NodeClient.json("/api/ps", ps).path("models");
      JsonNode tags = nodes.get(node, "/api/tags", DEADLINE).path("models");
      Map<ModelName, NodeModel> models = new HashMap<>();
      for (JsonNode tag : tags) {
        String name = tag.path("name").asText();
        if (!name.isBlank() && !CopyName.is(name)) {
          models.put(new ModelName(name), model(node, name, tag, running));
        }
      }
      return new ProbeResult.Answered(version, models, date(ps));
    } catch (IOException | RuntimeException e) {
      return new ProbeResult.Failed(NodeClient.reason(e), NodeClient.refused(e));
    }
  }

  private NodeModel model(NodeView node, String name, JsonNode tag, JsonNode running) {
    String digest = tag.path("digest").asText();
    Optional<Residence> residence = Optional.empty();
    for (JsonNode loaded : running) {
      if (loaded.path("name").asText().equals(name)) {
        Shown of = shown(node, name, digest);
        residence =
            Optional.of(
                new Residence(
                    loaded.path("context_length").asInt(0),
                    loaded.path("size").asLong(0),
                    loaded.path("size_vram").asLong(0),
                    instant(loaded.path("expires_at").asText("")),
                    of.completes(),
                    of.temperature()));
      }
    }
    return new NodeModel(new ModelName(name), digest, tag.path("size").asLong(), residence);
  }

  /** Asked once for each digest; nothing where the node does not tell. */
  private Shown shown(NodeView node, String name, String digest) {
    Shown known = shown.get(digest);
    if (known != null) {
      return known;
    }
    try {
      byte[] body = Json.bytes(Json.object().put("model", name));
      Shown told =
          Shown.of(
              NodeClient.json("/api/show", nodes.call(node, "POST", "/api/show", body, DEADLINE)));
      shown.put(digest, told);
      return told;
    } catch (IOException | RuntimeException e) {
      return Shown.NOTHING;
    }
  }

  @Override
  public void generate(
      NodeView node,
      ModelName model,
      Duration keepAlive,
      Duration patience,
      Consumer<TokenResult> result) {
    blocking.execute(() -> result.accept(token(node, model, keepAlive, patience)));
  }

  private TokenResult token(NodeView node, ModelName model, Duration keepAlive, Duration patience) {
    ObjectNode body = Json.object().put("model", model.value()).put("prompt", "Hi");
    body.put("stream", false);
    body.put("keep_alive", keepAlive.compareTo(FOREVER) > 0 ? -1 : keepAlive.toSeconds());
    body.putObject("options").put("num_predict", 1);
    try {
      HttpResponse<byte[]> answer =
          nodes.call(node, "POST", "/api/generate", Json.bytes(body), patience);
      int status = answer.statusCode();
      if (status == 503 || (status >= 400 && status < 500)) {
        return new TokenResult.Unclear();
      }
      JsonNode last = Json.read(answer.body());
      if (status != 200 || !last.path("done").asBoolean()) {
        String text = last.path("error").asText("");
        return new TokenResult.Failed(
            text.isEmpty() ? "status " + status + " without an end" : NodeClient.shortened(text));
      }
      return new TokenResult.Came(last.path("load_duration").asLong() > LOADED_AGAIN.toNanos());
    } catch (HttpTimeoutException e) {
      return new TokenResult.Silent(patience);
    } catch (JsonProcessingException e) {
      return new TokenResult.Failed("its answer is no JSON");
    } catch (IOException e) {
      return new TokenResult.Unclear(); // the node went, not the model: the next probe tells
    } catch (RuntimeException e) {
      return new TokenResult.Failed(NodeClient.reason(e));
    }
  }

  private static Optional<Instant> date(HttpResponse<byte[]> response) {
    try {
      return response
          .headers()
          .firstValue("Date")
          .map(text -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> instant(String text) {
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
