package io.ollamamax.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The relations within {@code agent}. */
final class AgentRelations {
  private AgentRelations() {}

  /** Each service has what its kind needs, and a name of its own. */
  static void services(Config config, Findings findings) {
    AgentSettings agent = config.agent();
    agent.name().ifPresent(name -> GatewayRelations.id(name, "agent.name", "agent", findings));
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < agent.services().size(); i++) {
      ServiceSettings service = agent.services().get(i);
      String path = "agent.services[" + i + "]";
      service
          .id()
          .ifPresent(
              name -> {
                GatewayRelations.id(name, path + ".id", "agent", findings);
                if (!ids.add(name)) {
                  error("two services have the id " + name, path + ".id", findings);
                }
              });
      needed(service, path, findings);
    }
  }

  private static void needed(ServiceSettings service, String path, Findings findings) {
    switch (service.kind()) {
      case CHILD -> {
        if (service.command().isEmpty()) {
          error("a child needs a command", path + ".command", findings);
        }
      }
      case SYSTEMD -> {
        if (service.unit().isEmpty()) {
          error("kind systemd needs a unit", path + ".unit", findings);
        }
        fixedPort(service, path, findings);
      }
      case COMMANDS -> {
        for (var command :
            List.of(new Command("start", service.start()), new Command("stop", service.stop()))) {
          if (command.words().isEmpty()) {
            error(
                "kind commands needs a " + command.key() + " command",
                path + "." + command.key(),
                findings);
          }
        }
        fixedPort(service, path, findings);
      }
    }
  }

  private record Command(String key, List<String> words) {}

  private static void fixedPort(ServiceSettings service, String path, Findings findings) {
    if (service.listen().port() == 0) {
      error("only a child can listen at port 0", path + ".listen", findings);
    }
  }

  private static void error(String message, String path, Findings findings) {
    findings.relation(Severity.ERROR, message, path);
  }
}
