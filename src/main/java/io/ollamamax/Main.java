package io.ollamamax;

import io.ollamamax.cli.Commands;
import io.ollamamax.gateway.NodeClient;

/** The process entry point; the only place that ends the JVM. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.setProperty(NodeClient.ALLOWED, "host");
    System.exit(Commands.run(args));
  }
}
