package io.ollamamax.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request.
 *
 * @param method in capitals
 * @param path decoded path without the query
 * @param variables what the route's {@code {name}} segments stand for
 * @param query first value of each query parameter
 * @param headers first value of each header, names in lower case
 * @param body whole; empty where there was none, and on routes that read {@code content} as it
 *     comes
 * @param content the body as a stream; ends by an {@link java.io.IOException} where the client
 *     leaves before its end
 * @param whenGone runs a task, on any thread, where the client leaves before its answer is out; at
 *     once where it has left already; the last one given counts
 */
public record Request(
    String method,
    String path,
    Map<String, String> variables,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body,
    InputStream content,
    Consumer<Runnable> whenGone) {
  public Request {
    variables = Map.copyOf(variables);
    query = Map.copyOf(query);
    headers = Map.copyOf(headers);
  }

  /** A request whose body is there whole and whose client stays. */
  public Request(
      String method,
      String path,
      Map<String, String> variables,
      Map<String, String> query,
      Map<String, String> headers,
      byte[] body) {
    this(method, path, variables, query, headers, body, new ByteArrayInputStream(body), gone -> {});
  }

  /** The header's first value, or null. */
  public @Nullable String header(String lowerCaseName) {
    return headers.get(lowerCaseName);
  }

  /**
   * What a segment of the route stands for.
   *
   * @throws IllegalArgumentException where the route has no such segment
   */
  public String variable(String name) {
    String value = variables.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no {" + name + "}");
    }
    return value;
  }
}
