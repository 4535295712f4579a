package io.ollamamax;

import io.ollamamax.agent.AgentState;
import io.ollamamax.agent.GatewayLinks;
import io.ollamamax.agent.Managed;
import io.ollamamax.agent.service.Address;
import io.ollamamax.agent.service.ChildService;
import io.ollamamax.agent.service.OwnCommands;
import io.ollamamax.agent.service.PolledService;
import io.ollamamax.agent.service.RestartRules;
import io.ollamamax.agent.service.Service;
import io.ollamamax.agent.service.SystemdUnit;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.config.AgentSettings;
import io.ollamamax.config.ServiceSettings;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes an agent of its settings. */
public final class AgentLaunch {
  private final AgentSettings settings;
  private final String name;
  private final Path folder;
  private final AgentState state;
  private final Path models;

  private AgentLaunch(AgentSettings settings, Map<String, String> environment) throws IOException {
    this.settings = settings;
    this.name = settings.name().orElseGet(AgentLaunch::hostName);
    this.folder =
        settings
            .dataDir()
            .orElseGet(
                () ->
                    ControlStates.home(environment).resolve("ollama-distributed").resolve("agent"));
    this.state = new AgentState(folder);
    this.models = settings.modelsDir().orElseGet(() -> models(environment));
  }

  /**
   * Starts an agent.
   *
   * @throws IOException in words for a person, where it cannot be started
   */
  public static AgentApp start(AgentSettings settings, Map<String, String> environment)
      throws IOException {
    AgentLaunch launch = new AgentLaunch(settings, environment);
    return new AgentApp(
        launch.services(),
        launch.state,
        new GatewayLinks.Targets(launch.name, settings.gateways(), launch::tokens),
        settings.sampleInterval(),
        launch.models);
  }

  private static Path models(Map<String, String> environment) {
    String given = environment.getOrDefault("OLLAMA_MODELS", "");
    return given.isBlank()
        ? Path.of(System.getProperty("user.home"), ".ollama", "models")
        : Path.of(given);
  }

  private static String hostName() {
    try {
      String host = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9._-]", "-");
      return host.substring(0, Math.min(host.length(), 48));
    } catch (UnknownHostException e) {
      return "agent";
    }
  }

  private List<String> tokens() throws IOException {
    if (settings.tokenFile().isEmpty()) {
      return List.of();
    }
    Path file = settings.tokenFile().get();
    try {
      return Files.readAllLines(file).stream()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .toList();
    } catch (IOException e) {
      throw new IOException("the token file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private List<Managed> services() {
    List<ServiceSettings> given =
        settings.services().isEmpty() ? List.of(ServiceSettings.OLLAMA) : settings.services();
    List<Managed> services = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      String numbered = i == 0 ? name : name + "-" + (i + 1);
      services.add(managed(new NodeId(given.get(i).id().orElse(numbered)), given.get(i)));
    }
    return services;
  }

  private Managed managed(NodeId id, ServiceSettings service) {
    Address address = new Address(service.listen().host(), service.listen().port(), service.url());
    return new Managed(
        id,
        NodeKind.OLLAMA,
        service(id, service, address),
        RestartRules.DEFAULT.withRestartsPerHour(settings.restartsPerHour()),
        local ->
            address.isEverywhere() && address.told().isEmpty()
                ? abroad(local)
                : address.told(local),
        models,
        service.spare(),
        service.labels());
  }

  private Service service(NodeId id, ServiceSettings service, Address address) {
    URI url = address.local(address.port());
    return switch (service.kind()) {
      case CHILD ->
          new ChildService(
              id,
              service.command(),
              service.environment(),
              address,
              folder.resolve(id + ".log"),
              state);
      case SYSTEMD -> new PolledService(new SystemdUnit(service.unit().orElseThrow()), url);
      case COMMANDS ->
          new PolledService(
              new OwnCommands(service.start(), service.stop(), service.status(), url), url);
    };
  }

  /** A service at every interface is reached by the address from which gateways are. */
  private URI abroad(URI local) {
    for (URI gateway : settings.gateways()) {
      try (DatagramSocket socket = new DatagramSocket()) {
        int port = gateway.getPort() > 0 ? gateway.getPort() : 80;
        socket.connect(new InetSocketAddress(gateway.getHost(), port)); // sends nothing
        String host = socket.getLocalAddress().getHostAddress();
        return URI.create(
            "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + local.getPort());
      } catch (SocketException | IllegalArgumentException e) {
        System.getLogger("agent")
            .log(System.Logger.Level.DEBUG, "no way to {0}: {1}", gateway, e.getMessage());
      }
    }
    return local;
  }
}
