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
    gateway.print(health, () -> text(health, Ink.ofOutput()));
    return health.path("status").asText().equals("unhealthy") ? 1 : 0;
  }

  static String text(JsonNode health, Ink ink) {
    String whole = health.path("status").asText();
    StringBuilder text = new StringBuilder(ink.strong(ink.status(whole, whole)));
    health
        .path("components")
        .properties()
        .forEach(
            part -> {
              String status = part.getValue().path("status").asText();
              text.append(
                  "%n  %-22s %s %s"
                      .formatted(
                          part.getKey(),
                          ink.status(status, "%-10s".formatted(status)),
                          part.getValue().path("reason").asText()));
            });
    return text.toString();
  }
}
