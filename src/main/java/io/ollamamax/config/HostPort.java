package io.ollamamax.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to listen at.
 *
 * @param host a name or an address, IPv6 without brackets; empty for every interface
 * @param port 0 to 65535, 0 for any that is free
 */
public record HostPort(String host, int port) {
  private static final Pattern SHAPE =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^\\s:\\[\\]/@]*)):([0-9]{1,5})");

  public HostPort {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("a port is between 0 and 65535, got " + port);
    }
  }

  /**
   * The address in {@code host:port}, {@code [v6]:port} or {@code :port}.
   *
   * @throws IllegalArgumentException where the text has another shape or the port exceeds 65535
   */
  public static HostPort parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("host and port are separated by a colon");
    }
    String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    return new HostPort(host, Integer.parseInt(matcher.group(3)));
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
