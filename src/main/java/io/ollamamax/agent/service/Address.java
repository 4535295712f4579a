package io.ollamamax.agent.service;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Where a service listens, and how it is reached.
 *
 * @param host to listen at; empty for every interface
 * @param port 0 for a free one at each start
 * @param told the address that gateways are told; nothing where it is that of host and port
 */
public record Address(String host, int port, Optional<URI> told) {
  private static final Set<String> EVERYWHERE = Set.of("", "0.0.0.0", "::");

  /** Whether it listens at every interface. */
  public boolean isEverywhere() {
    return EVERYWHERE.contains(host);
  }

  /** The port, or one that is free now. */
  int choose() throws IOException {
    if (port != 0) {
      return port;
    }
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** How this host itself reaches it. */
  public URI local(int chosen) {
    return URI.create("http://" + bracketed(isEverywhere() ? "127.0.0.1" : host) + ":" + chosen);
  }

  /** How gateways reach what is reached here at {@code local}. */
  public URI told(URI local) {
    return told.orElse(local);
  }

  static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
