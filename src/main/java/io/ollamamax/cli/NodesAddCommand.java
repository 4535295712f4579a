package io.ollamamax.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds a node until the gateway ends. */
@Command(
    name = "add",
    description = "Adds a node, until the gateway ends.",
    mixinStandardHelpOptions = true)
final class NodesAddCommand implements Callable<Integer> {
  @Mixin private GatewayCall gateway = new GatewayCall();

  @Parameters(paramLabel = "URL", description = "Such as http://10.0.0.1:11434.")
  private String url = "";

  @Option(names = "--id", paramLabel = "ID", description = "Its name; by default host and port.")
  private @Nullable String id;

  @Option(
      names = "--header",
      paramLabel = "NAME=VALUE",
      description = "Sent with each request to the node; @FILE as value is read from the file.")
  private Map<String, String> headers = new HashMap<>();

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Certificate authorities to trust; a path on the gateway's machine.")
  private @Nullable String ca;

  @Option(names = "--label", paramLabel = "NAME=VALUE", description = "Such as zone=a.")
  private Map<String, String> labels = new HashMap<>();

  @Option(names = "--standby", description = "Probed, but held in reserve.")
  private boolean standby;

  @Option(names = "--resolve", description = "Each address of the host name is a node of its own.")
  private boolean resolve;

  @Override
  public Integer call() throws Commands.Failed {
    ObjectNode body = Json.object().put("url", url).put("standby", standby);
    body.put("resolve", resolve);
    if (id != null) {
      body.put("id", id);
    }
    if (ca != null) {
      body.put("ca", ca);
    }
    ObjectNode sent = body.putObject("headers");
    for (Map.Entry<String, String> header : headers.entrySet()) {
      sent.put(header.getKey(), value(header.getValue()));
    }
    labels.forEach(body.putObject("labels")::put);
    NodesCommand.print(gateway, gateway.call("POST", "/api/v1/nodes", Json.bytes(body)));
    return 0;
  }

  private static String value(String given) throws Commands.Failed {
    if (!given.startsWith("@")) {
      return given;
    }
    try {
      return Files.readString(Path.of(given.substring(1))).strip();
    } catch (IOException | InvalidPathException e) {
      throw new Commands.Failed("the file " + given.substring(1) + " cannot be read");
    }
  }
}
