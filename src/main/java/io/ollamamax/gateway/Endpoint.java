package io.ollamamax.gateway;

import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a node is reached.
 *
 * @param prefix of its path; empty or beginning with a slash
 * @param tls null for plain HTTP
 */
record Endpoint(
    InetSocketAddress address,
    String prefix,
    Map<String, String> headers,
    @Nullable SslContext tls) {

  /**
   * The head and body of a request, ready to be sent.
   *
   * @param traceparent W3C context to pass on, or empty
   */
  byte[] request(String method, String path, byte[] body, String traceparent) {
    StringBuilder head = new StringBuilder(160);
    head.append(method).append(' ').append(prefix).append(path).append(" HTTP/1.1\r\nHost: ");
    head.append(address.getHostString()).append(':').append(address.getPort()).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (!traceparent.isEmpty()) {
      head.append("traceparent: ").append(traceparent).append("\r\n");
    }
    if (body.length > 0 || method.equals("POST")) {
      head.append("Content-Type: application/json\r\nContent-Length: ");
      head.append(body.length).append("\r\n");
    }
    byte[] first = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] whole = new byte[first.length + body.length];
    System.arraycopy(first, 0, whole, 0, first.length);
    System.arraycopy(body, 0, whole, first.length, body.length);
    return whole;
  }
}
