package io.ollamamax.cli;

import io.ollamamax.ollama.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes an earlier version of the running gateway's configuration the present one. */
@Command(
    name = "rollback-config",
    description =
        "The running gateway goes back to an earlier version of its configuration (see"
            + " config-history); emergency switches stay as they are.",
    mixinStandardHelpOptions = true)
final class RollbackConfigCommand implements Callable<Integer> {
  @Option(names = "--to", required = true, paramLabel = "VERSION", description = "The version.")
  private long version;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the history.")
  private String reason = "";

  @Mixin private GatewayCall gateway = new GatewayCall();

  @Override
  public Integer call() throws Commands.Failed {
    byte[] body = Json.bytes(Json.object().put("reason", reason));
    return ChangeReport.print(
        gateway, gateway.answer("POST", "/api/v1/config/rollback?to=" + version, body), false);
  }
}
