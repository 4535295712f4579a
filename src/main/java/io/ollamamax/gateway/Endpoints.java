package io.ollamamax.gateway;

import io.netty.handler.ssl.SslContextBuilder;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import java.io.File;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

/** The endpoints of the nodes, made once for each node and address. */
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

  private record Key(NodeId id, URI url) {}

  private final Map<NodeId, Access> access;
  private final ConcurrentHashMap<Key, Endpoint> made = new ConcurrentHashMap<>();

  public Endpoints(Map<NodeId, Access> access) {
    this.access = Map.copyOf(access);
  }

  Access access(NodeId id) {
    return access.getOrDefault(id, Access.PLAIN);
  }

  Endpoint of(NodeView node) {
    return made.computeIfAbsent(
        new Key(node.id(), node.url()), key -> make(key.url(), access(key.id())));
  }

  private static Endpoint make(URI url, Access access) {
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
          InetSocketAddress.createUnresolved(url.getHost(), port),
          prefix,
          access.headers(),
          tls ? builder.build() : null);
    } catch (SSLException e) {
      throw new IllegalStateException("TLS is not available: " + e.getMessage(), e);
    }
  }
}
