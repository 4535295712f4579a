package io.ollamamax.embedded;

/** What is wrong with a request, with the status that says so. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  Refused(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
