package io.ollamamax.http;

/** Answers requests; called on a virtual thread, may block. */
@FunctionalInterface
public interface Handler {
  /** Never null; an exception becomes a 500 with a request id and no detail. */
  Response handle(Request request);
}
