package io.ollamamax.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.config.JsonSchema;
import io.ollamamax.ollama.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the JSON Schema of the file. */
@Command(
    name = "config-schema",
    description = "Prints the JSON Schema of the configuration file, for editors.",
    mixinStandardHelpOptions = true)
final class ConfigSchemaCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public Integer call() {
    JsonNode schema = Json.MAPPER.valueToTree(JsonSchema.tree());
    spec.commandLine().getOut().println(schema.toPrettyString());
    return 0;
  }
}
