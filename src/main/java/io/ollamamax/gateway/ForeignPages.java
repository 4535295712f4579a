package io.ollamamax.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells requests that a foreign web page makes with a person's browser. A gateway without a token
 * listens on loopback alone, which keeps other machines away from its admin API, but not pages that
 * are open on this one: by their own origin, or under a name that they had resolved to this
 * machine.
 */
final class ForeignPages {
  private ForeignPages() {}

  /** Why the request is refused; null where it may pass. */
  static @Nullable String refusal(HttpHeaders headers) {
    String host = headers.get(HttpHeaderNames.HOST, "").toLowerCase(Locale.ROOT);
    if (!isLocal(name(host))) {
      return "without a token the gateway is asked at localhost or by an address, not as '"
          + host
          + "'";
    }
    String origin = headers.get(HttpHeaderNames.ORIGIN);
    if (origin == null) {
      return null;
    }
    String from = origin.toLowerCase(Locale.ROOT);
    return from.equals("http://" + host) || from.equals("https://" + host)
        ? null
        : "a web page of " + origin + " may not do this";
  }

  private static String name(String host) {
    if (host.startsWith("[")) {
      return host.substring(1, Math.max(1, host.indexOf(']')));
    }
    int colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  private static boolean isLocal(String name) {
    return name.isEmpty() // HTTP/1.0; no browser leaves it out
        || name.equals("localhost")
        || name.endsWith(".localhost")
        || NetUtil.isValidIpV4Address(name)
        || NetUtil.isValidIpV6Address(name);
  }
}
