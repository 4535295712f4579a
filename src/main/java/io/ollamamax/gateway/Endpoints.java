package io.ollamamax.gateway;

import io.netty.handler.ssl.SslContextBuilder;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

/** The endpoints of the nodes, made once for each node and address. Any thread may ask. */
public final class Endpoints {
  /**
   * What the configuration says of reaching a node.
   *
   * @param headers sent with each request; secrets
   * @param ca path of a PEM file of trusted certificates; empty for the machine's
   */
  public record Access(Map<String, String> headers, String ca) {
    /** No headers, the machine's certificates. */
    public static final Access PLAIN = new Access(Map.of(), "");

    public Access {
      headers = Map.copyOf(headers);
      headers.forEach(
          (name, value) -> {
            if ((name + value).chars().anyMatch(c -> c < ' ' && c != '\t')) {
              throw new IllegalArgumentException("header " + name + " has a control character");
            }
          });
    }

    @Override
    public String toString() {
      return "Access[headers=" + headers.keySet() + ", ca=" + ca + "]";
    }
  }

  private record Key(NodeId id, URI url, Optional<InetAddress> address) {}

  private final Map<NodeId, Access> access = new ConcurrentHashMap<>();
  private final Map<Key, Endpoint> made = new ConcurrentHashMap<>();

  /** From now on the node is reached so. */
  public void set(NodeId id, Access how) {
    forget(id);
    access.put(id, how);
  }

  /** The node is gone. */
  public void forget(NodeId id) {
    access.remove(id);
    made.keySet().removeIf(key -> key.id().equals(id));
  }

  Access access(NodeId id) {
    return access.getOrDefault(id, Access.PLAIN);
  }

  Endpoint of(NodeView node) {
    return made.computeIfAbsent(
        new Key(node.id(), node.url(), node.address()),
        key -> make(key.url(), key.address(), access(key.id())));
  }

  private static Endpoint make(URI url, Optional<InetAddress> at, Access access) {
    boolean tls = "https".equals(url.getScheme().toLowerCase(Locale.ROOT));
    int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    String prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    try {
      SslContextBuilder builder = SslContextBuilder.forClient();
      if (!access.ca().isEmpty()) {
        builder.trustManager(new File(access.ca()));
      }
      return new Endpoint(
          at.or(() -> literal(url.getHost()))
              .map(address -> new InetSocketAddress(named(url.getHost(), address), port))
              .orElseGet(() -> InetSocketAddress.createUnresolved(url.getHost(), port)),
          prefix,
          access.headers(),
          tls ? builder.build() : null);
    } catch (SSLException e) {
      throw new IllegalStateException("TLS is not available: " + e.getMessage(), e);
    }
  }

  /** The address that the host is, where it is none to look up. */
  private static Optional<InetAddress> literal(String host) {
    try {
      return Optional.of(InetAddress.ofLiteral(host.replaceAll("^\\[|]$", "")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The address with the host's name, for {@code Host} and TLS. */
  private static InetAddress named(String host, InetAddress address) {
    try {
      return InetAddress.getByAddress(host, address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address + " is no address", e);
    }
  }
}
