package io.ollamamax.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where to listen, and the token that listening beyond loopback demands. */
final class ListenAddress {
  private static final String VARIABLE = "OLLAMA_DISTRIBUTED_TOKEN";

  private ListenAddress() {}

  /** Reads {@code host:port}. */
  static InetSocketAddress parse(String text) throws Commands.Failed {
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      String host = text.substring(0, Math.max(0, colon)).replaceAll("^\\[|\\]$", "");
      InetSocketAddress address = new InetSocketAddress(host.isEmpty() ? "127.0.0.1" : host, port);
      if (address.isUnresolved()) {
        throw new Commands.Failed("the host of '" + text + "' cannot be resolved");
      }
      return address;
    } catch (IllegalArgumentException e) {
      throw new Commands.Failed("expected HOST:PORT to listen at, got '" + text + "'");
    }
  }

  /** The token from the environment or the file; empty where there is none and none is needed. */
  static String token(InetSocketAddress listen, Optional<Path> tokenFile) throws Commands.Failed {
    String token = System.getenv().getOrDefault(VARIABLE, "").strip();
    if (token.isEmpty() && tokenFile.isPresent()) {
      try {
        token = Files.readString(tokenFile.get()).strip();
      } catch (IOException e) {
        throw new Commands.Failed(
            "the token file " + tokenFile.get() + " cannot be read: " + e.getMessage());
      }
    }
    if (token.isEmpty() && !listen.getAddress().isLoopbackAddress()) {
      throw new Commands.Failed(
          "refusing to listen at "
              + listen.getHostString()
              + ", which is not loopback, without a token: set "
              + VARIABLE
              + " or gateway.token_file, or listen at 127.0.0.1");
    }
    return token;
  }
}
