package io.ollamamax.cli;

import io.ollamamax.AgentApp;
import io.ollamamax.AgentLaunch;
import io.ollamamax.config.AgentSettings;
import io.ollamamax.config.Config;
import io.ollamamax.config.ConfigException;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.config.ConfigResult;
import io.ollamamax.config.Problem;
import io.ollamamax.logging.Logs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The agent of an inference host. */
@Command(
    name = "agent",
    description =
        "Keeps this host's inference service running, measures the host, and does what gateways"
            + " order. Dials out; opens no port.",
    mixinStandardHelpOptions = true)
final class AgentCommand implements Callable<Integer> {
  @picocli.CommandLine.Spec
  @SuppressWarnings("NullAway.Init")
  private picocli.CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--join",
      paramLabel = "URL",
      split = ",",
      description = "A gateway to dial out to, several times for several; before agent.gateways.")
  private List<String> gateways = List.of();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "The join token that 'join-token' made; before agent.token_file.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "This host's own file, with a section 'agent'.")
  private @Nullable Path config;

  @Override
  public Integer call() throws Commands.Failed, InterruptedException {
    Config given = config == null ? Config.defaults() : read(config);
    AgentSettings settings = settings(given.agent());
    if (settings.gateways().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "no gateway is named: use --join URL or agent.gateways");
    }
    try {
      Logs.configure(given.logging());
      AgentApp app = AgentLaunch.start(settings, System.getenv());
      Runtime.getRuntime().addShutdownHook(new Thread(app::close, "shutdown"));
      System.out.println(
          "Agent of "
              + settings.gateways().stream().map(URI::toString).collect(Collectors.joining(", ")));
      new CountDownLatch(1).await();
      return 0;
    } catch (IOException e) {
      throw new Commands.Failed(String.valueOf(e.getMessage()));
    }
  }

  private AgentSettings settings(AgentSettings from) {
    AgentSettings settings = from;
    if (!gateways.isEmpty()) {
      settings = settings.withGateways(gateways.stream().map(this::url).toList());
    }
    return tokenFile == null ? settings : settings.withTokenFile(tokenFile);
  }

  private URI url(String text) {
    try {
      URI url = URI.create(text);
      if (url.getHost() != null && List.of("http", "https").contains(url.getScheme())) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw new ParameterException(
        spec.commandLine(),
        "--join takes the address of a gateway such as http://10.0.0.5:8080, got '" + text + "'");
  }

  private Config read(Path file) throws Commands.Failed {
    ConfigFiles.existing(spec, file);
    ConfigResult result = ConfigLoader.load(file);
    try {
      return result.orElseThrow();
    } catch (ConfigException e) {
      throw new Commands.Failed(
          ConfigFiles.REFUSED
              + "\n"
              + e.problems().stream().map(Problem::render).collect(Collectors.joining("\n")));
    }
  }
}
