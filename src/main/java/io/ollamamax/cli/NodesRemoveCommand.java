package io.ollamamax.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a node out. */
@Command(
    name = "remove",
    description = "Removes a node when its last answer has ended.",
    mixinStandardHelpOptions = true)
final class NodesRemoveCommand implements Callable<Integer> {
  @Mixin private GatewayCall gateway = new GatewayCall();

  @Parameters(paramLabel = "ID")
  private String id = "";

  @Option(names = "--force", description = "At once; answers in flight still end.")
  private boolean force;

  @Override
  public Integer call() throws Commands.Failed {
    String path = NodesCommand.path(id) + (force ? "?force=true" : "");
    NodesCommand.print(gateway, gateway.call("DELETE", path, new byte[0]));
    return 0;
  }
}
