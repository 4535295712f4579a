package io.ollamamax;

/** The process entry point; the only place that ends the JVM. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println("x");
  }
}
