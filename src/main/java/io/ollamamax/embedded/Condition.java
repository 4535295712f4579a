package io.ollamamax.embedded;

import java.util.Locale;

/** How an embedded node works: as it should, or as people who watch want to see it fail. */
public enum Condition {
  WELL,
  /** A tenth of its speed. */
  SLOW,
  /** Gives no token, and answers everything else. */
  HUNG;

  /** The name in the API: lower case. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
