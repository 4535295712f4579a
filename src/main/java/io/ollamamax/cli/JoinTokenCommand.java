package io.ollamamax.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes a join token. */
@Command(
    name = "join-token",
    description = "Prints a token with which one agent may join once, within 24 hours.",
    mixinStandardHelpOptions = true)
final class JoinTokenCommand implements Callable<Integer> {
  @Mixin private GatewayCall gateway = new GatewayCall();

  @Override
  public Integer call() throws Commands.Failed {
    JsonNode answer = gateway.call("POST", "/api/v1/agents/tokens", new byte[0]);
    gateway.print(answer, () -> answer.path("token").asText());
    return 0;
  }
}
