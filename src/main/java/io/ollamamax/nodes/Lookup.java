package io.ollamamax.nodes;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;

/** Asks for the addresses of a host name, elsewhere and with a deadline. */
@FunctionalInterface
public interface Lookup {
  /** What the look-up brought. */
  sealed interface Answer {}

  /** The name's addresses, at least one. */
  record Found(List<InetAddress> addresses) implements Answer {
    public Found {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * No addresses are known.
   *
   * @param reason in plain words
   */
  record Failed(String reason) implements Answer {}

  /** Starts the look-up; the answer comes exactly once, on any thread. */
  void start(String host, Consumer<Answer> answer);
}
