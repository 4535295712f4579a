package io.ollamamax.http;

/**
 * What answers a method at a path.
 *
 * @param method in capitals; GET answers HEAD too
 * @param pattern path whose segments may be {@code {name}}, for one segment, or, as the last one,
 *     {@code {name...}} for all that follow
 * @param streamed whether the handler reads the body as it comes, so that it may be of any size
 */
public record Route(String method, String pattern, Handler handler, boolean streamed) {
  /** A route whose handler gets the body whole. */
  public Route(String method, String pattern, Handler handler) {
    this(method, pattern, handler, false);
  }

  public static Route get(String pattern, Handler handler) {
    return new Route("GET", pattern, handler);
  }

  public static Route post(String pattern, Handler handler) {
    return new Route("POST", pattern, handler);
  }

  public static Route put(String pattern, Handler handler) {
    return new Route("PUT", pattern, handler);
  }

  public static Route delete(String pattern, Handler handler) {
    return new Route("DELETE", pattern, handler);
  }
}
