package io.ollamamax.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the gateway's health; exit code 1 where nothing can be served. */
@Command(
    name = "status",
    description = "Prints the gateway's health.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @Mixin private GatewayCall gateway = new GatewayCall();

  @Override
  public Integer call() throws Commands.Failed {
    JsonNode health = gateway.get("/api/v1/health");
    gateway.print(health, () -> text(health));
    return health.path("status").asText().equals("unhealthy") ? 1 : 0;
  }

  private static String text(JsonNode health) {
    StringBuilder text = new StringBuilder(health.path("status").asText());
    health
        .path("components")
        .properties()
        .forEach(
            part ->
                text.append(
                    "%n  %-22s %-10s %s"
                        .formatted(
                            part.getKey(),
                            part.getValue().path("status").asText(),
                            part.getValue().path("reason").asText())));
    return text.toString();
  }
}
