package io.ollamamax.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole HTTP request.
 *
 * @param method in capitals
 * @param path decoded path without the query
 * @param query first value of each query parameter
 * @param headers first value of each header, names in lower case
 * @param body empty where there was none
 */
public record Request(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body) {
  public Request {
    query = Map.copyOf(query);
    headers = Map.copyOf(headers);
  }

  /** The header's first value, or null. */
  public @Nullable String header(String lowerCaseName) {
    return headers.get(lowerCaseName);
  }
}
