package io.ollamamax.simnode;

/** A request that gets an error instead of an answer. */
final class Refused extends Exception {
  private final int status;

  Refused(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
