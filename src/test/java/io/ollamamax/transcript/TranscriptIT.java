package io.ollamamax.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ollamamax.GatewayApp;
import io.ollamamax.config.Config;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.simnode.SimFleet;
import io.ollamamax.simnode.SimSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a real Ollama answered, asked of the gateway over embedded nodes, over simulated ones and,
 * with {@code -Dollama.nodes=URL,URL}, over real ones: the shapes must agree but for the known
 * differences, each of which must still be there.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TranscriptIT {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /**
   * A difference that is known.
   *
   * @param names regular expression for the transcripts
   * @param difference regular expression for what {@link Shapes} says
   */
  private record Known(String names, String difference) {
    boolean covers(String name, String found) {
      return name.matches(names) && found.matches(difference);
    }
  }

  private static final List<Known> OF_THE_GATEWAY =
      List.of(
          // a request without a model is told so
          new Known("(generate|embed)-no-model", "status 400 for 404"),
          // the role comes in the first delta alone, and fields that are null, as OpenAI has them
          new Known("v1-chat-stream.*", "events .*"),
          new Known("v1-completion.*", "extra choices\\[].logprobs|no usage.*"),
          new Known("v1-messages.*", "extra .*stop_(sequence|reason)|no request_id"),
          // no node has the model: said by the status rather than by a line
          new Known("push-unknown.*", "status 404 for [25]00"),
          // errors are JSON everywhere
          new Known(
              ".*-get|tags-post|.*unknown-path.*", "type 'application/json' for 'text/plain'"));

  private static final List<Known> OF_EMBEDDED =
      List.of(
          // refused: an embedded node serves what it ships with
          new Known("blob-post|create|create-whole|create-from-unknown", "status 400 for 20[01]"),
          new Known("blob-head|delete-made|v1-responses.*", "status 404 for 200"),
          new Known("v1-chat-logprobs", "status 400 for 200"),
          // deprecated, and the continuation of a stream could not give it
          new Known("generate.*", "no context(\\[])?"),
          // refused: no such feature
          new Known("generate-(logprobs|format)|chat-(image|bad-role)", "status 400 for 200"),
          new Known("show.*", "no tensors.*|extra license"));

  private static final List<Known> OF_SIMULATED =
      List.of(
          new Known("generate.*", "no context(\\[])?"),
          // what a simulated node does not look at
          new Known("generate-(suffix|wrong-type)|chat-(tools|think)", "status 200 for 400"),
          new Known("tags|ps|show.*", "no .*"),
          // it says how long a load took
          new Known("load(-chat|-whole)?", "extra .*"),
          new Known("embed-(nothing|empty-list)", "extra .*_(duration|count)"),
          new Known("embeddings-empty", "extra embedding\\[]"),
          // its models know tools
          new Known("v1-(chat|messages)-tools", "status 200 for 400"),
          new Known("create-from-unknown", "status 404 for 200"),
          // a modest form of it
          new Known("v1-responses.*", "no .*|events .*|extra .*"));

  @Test
  void aGatewayOverEmbeddedNodesAnswersAsOllamaDid() throws Exception {
    try (GatewayApp app = new GatewayApp(config(List.of()), ANY_PORT, "", 1)) {
      compare(app, 1, OF_EMBEDDED);
    }
  }

  @Test
  void aGatewayOverSimulatedNodesAnswersAsOllamaDid() throws Exception {
    SimSettings settings = new SimSettings("tiny:latest", 20, Duration.ZERO, Duration.ZERO);
    try (SimFleet fleet = new SimFleet(new SplittableRandom(1))) {
      URI node = fleet.start(settings, ANY_PORT).url();
      try (GatewayApp app = new GatewayApp(config(List.of(node.toString())), ANY_PORT, "", 0)) {
        compare(app, 1, OF_SIMULATED);
      }
    }
  }

  @Test
  void aGatewayOverRealNodesAnswersAsOllamaDid() throws Exception {
    String urls = System.getProperty("ollama.nodes", "");
    Assumptions.assumeFalse(urls.isEmpty(), "no real Ollama: give -Dollama.nodes=URL,URL");
    List<String> nodes = List.of(urls.split(","));
    try (GatewayApp app = new GatewayApp(config(nodes), ANY_PORT, "", 0)) {
      compare(app, nodes.size(), List.of());
    }
  }

  private static Config config(List<String> nodes) {
    StringBuilder yaml =
        new StringBuilder(
            "logging: {access: false}\ninference: {fault_tolerance: {retry_delay: 100ms}}\n");
    if (!nodes.isEmpty()) {
      yaml.append("nodes:\n");
      nodes.forEach(url -> yaml.append("  - {url: \"").append(url).append("\"}\n"));
    }
    return ConfigLoader.parse("test", yaml.toString()).orElseThrow();
  }

  private static List<Known> both(List<Known> some, List<Known> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  private static void compare(GatewayApp app, int nodes, List<Known> ofTheNodes)
      throws IOException, InterruptedException {
    app.cluster().await(view -> view.serving() == nodes);
    URI base = URI.create("http://127.0.0.1:" + app.address().getPort());
    List<Known> known = both(OF_THE_GATEWAY, ofTheNodes);
    List<Known> unused = new ArrayList<>(known);
    List<String> wrong = new ArrayList<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (Transcript transcript : Transcript.all()) {
        Transcript.Reply reply = transcript.replay(http, base);
        for (String found : Shapes.differences(transcript.reply(), reply)) {
          unused.removeIf(entry -> entry.covers(transcript.name(), found));
          if (known.stream().noneMatch(entry -> entry.covers(transcript.name(), found))) {
            wrong.add(transcript.name() + ": " + found);
          }
        }
      }
    }
    unused.forEach(entry -> wrong.add("no difference any more: " + entry));
    assertEquals("", String.join("\n", wrong));
  }
}
