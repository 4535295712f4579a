package io.ollamamax.config;

import java.util.Locale;

/** How much a problem matters. */
public enum Severity {
  /** The configuration is refused. */
  ERROR,
  /** The configuration is taken. */
  WARNING;

  /** The name in messages and in the API: lower case. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
