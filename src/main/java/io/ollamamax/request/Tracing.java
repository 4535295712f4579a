package io.ollamamax.request;

/** Makes the spans of requests' traces. */
@FunctionalInterface
public interface Tracing {
  /** No traces. */
  Tracing NONE = (id, operation, model, traceparent) -> Span.NONE;

  /**
   * Begins the span of a request.
   *
   * @param traceparent W3C context that the client sent, or empty
   */
  Span request(String id, String operation, String model, String traceparent);

  /** Something that takes time; from any thread. */
  interface Span {
    /** Nothing is kept. */
    Span NONE =
        new Span() {
          @Override
          public Span child(String name, String node) {
            return NONE;
          }

          @Override
          public String traceparent() {
            return "";
          }

          @Override
          public void end(String error) {}
        };

    /** Begins a part of it, at a node. */
    Span child(String name, String node);

    /** W3C context for who works on it; empty where there is none. */
    String traceparent();

    /**
     * Ends it.
     *
     * @param error in plain words; empty where it went well
     */
    void end(String error);
  }
}
