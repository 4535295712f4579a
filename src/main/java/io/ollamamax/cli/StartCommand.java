package io.ollamamax.cli;

import io.ollamamax.config.Config;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.config.ConfigResult;
import io.ollamamax.config.NodeSettings;
import io.ollamamax.config.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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

  @Option(names = "--config", paramLabel = "FILE", description = "The YAML configuration.")
  private @Nullable Path config;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "Where to listen; before gateway.listen, by default 127.0.0.1:8080.")
  private @Nullable String listen;

  @Override
  public Integer call() throws Commands.Failed {
    Config loaded = config == null ? Config.defaults() : load(config);
    String address = listen == null ? loaded.gateway().listen().toString() : listen;
    if (!loaded.nodes().isEmpty()) {
      return serve(loaded, address, 0, loaded.nodes().size() + " configured nodes");
    }
    if (answers(LOCAL)) {
      NodeSettings local = new NodeSettings(URI.create(LOCAL), "local");
      Config withLocal = loaded.withNodes(List.of(local));
      return serve(withLocal, address, 0, "no nodes are configured: the Ollama at " + LOCAL);
    }
    int nodes = loaded.embedded().nodes();
    return serve(
        loaded,
        address,
        nodes,
        "no nodes are configured and no Ollama answers at "
            + LOCAL
            + ": "
            + nodes
            + " embedded nodes");
  }

  private static int serve(Config config, String address, int embedded, String what)
      throws Commands.Failed {
    return Serving.serve(
        config,
        address,
        embedded,
        app ->
            System.out.println(
                "Serving " + what + " at http://" + address(app.address().getPort(), address)));
  }

  private static String address(int port, String asked) {
    return asked.substring(0, asked.lastIndexOf(':') + 1) + port;
  }

  private static Config load(Path file) throws Commands.Failed {
    ConfigResult result = ConfigLoader.load(file);
    if (result instanceof ConfigResult.Invalid) {
      throw new Commands.Failed("configuration validation failed\n" + rendered(result));
    }
    if (!result.problems().isEmpty()) {
      System.err.println(rendered(result));
    }
    return result.orElseThrow();
  }

  private static String rendered(ConfigResult result) {
    return result.problems().stream().map(Problem::render).collect(Collectors.joining("\n"));
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
