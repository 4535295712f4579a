package io.ollamamax.cli;

import io.ollamamax.EmbeddedPlan;
import io.ollamamax.config.Config;
import io.ollamamax.config.NodeSettings;
import io.ollamamax.config.store.ConfigStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves the configured nodes, or what is found on this machine. */
@Command(
    name = "start",
    description =
        "Serves the nodes of the configuration; without nodes the Ollama of this machine, or else"
            + " embedded nodes.",
    mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
  private static final String LOCAL = "http://127.0.0.1:11434";

  @Mixin private LaunchOptions launch = new LaunchOptions();

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "Where to listen; before gateway.listen, by default 127.0.0.1:8080.")
  private @Nullable String listen;

  @Option(names = "--watch", description = "Take the configuration file over whenever it changes.")
  private boolean watch;

  @Override
  public Integer call() throws Commands.Failed {
    List<String> flags = listen == null ? List.of() : List.of("gateway.listen=" + listen);
    ConfigStore store = Serving.open(launch.read(flags));
    Config config = store.effective().config();
    if (!config.nodes().isEmpty()) {
      return serve(store, List.of(), 0, config.nodes().size() + " configured nodes");
    }
    if (answers(LOCAL)) {
      NodeSettings local = new NodeSettings(URI.create(LOCAL), "local");
      return serve(store, List.of(local), 0, "no nodes are configured: the Ollama at " + LOCAL);
    }
    int nodes = config.embedded().nodes();
    return serve(
        store,
        List.of(),
        nodes,
        "no nodes are configured and no Ollama answers at "
            + LOCAL
            + ": "
            + nodes
            + " embedded nodes");
  }

  private int serve(ConfigStore store, List<NodeSettings> found, int embedded, String what)
      throws Commands.Failed {
    String host = store.effective().config().gateway().listen().toString();
    String shown = host.substring(0, host.lastIndexOf(':') + 1);
    return Serving.serve(
        store,
        found,
        EmbeddedPlan.of(embedded),
        watch,
        app ->
            System.out.println(
                "Serving " + what + " at http://" + shown + app.address().getPort()));
  }

  private static boolean answers(String url) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/api/version"))
            .timeout(Duration.ofSeconds(1))
            .build();
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build()) {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
