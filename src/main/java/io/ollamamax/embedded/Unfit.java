package io.ollamamax.embedded;

/** An answer that came to its end and is not what its format asks for. */
final class Unfit extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unfit() {
    super("the model's answer is not what the format asks for", null, false, false);
  }
}
