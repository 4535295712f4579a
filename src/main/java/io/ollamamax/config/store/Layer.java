package io.ollamamax.config.store;

import java.util.Locale;

/** Who may say what a setting's value is; a later one wins over an earlier one. */
public enum Layer {
  /** The declarations. */
  DEFAULT,
  /** {@code --profile}. */
  PROFILE,
  /** The configuration file. */
  FILE,
  /** What the gateway found to be better. */
  ADAPTATION,
  /** A person, by the API. */
  OPERATOR,
  /** Environment variables; what they say is locked. */
  ENVIRONMENT,
  /** Flags of the command line; what they say is locked. */
  FLAG,
  /** Emergency switches. */
  EMERGENCY;

  /** The name in the API: lower case. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether its values can be changed by a restart alone. */
  public boolean isLocked() {
    return this == ENVIRONMENT || this == FLAG;
  }
}
