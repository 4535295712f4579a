package io.ollamamax.config;

import java.util.Locale;

/** What a changed setting means for a running gateway. */
public enum Effect {
  /** Takes effect at once. */
  LIVE("applies live"),
  /** Takes effect at once, on the requests of clients. */
  TRAFFIC("applies live, with effect on traffic"),
  /** Is read and checked, and changes nothing in this version. */
  UNUSED("nothing acts on it in this version"),
  /** Takes effect when the gateway starts anew. */
  RESTART("needs a restart"),
  /** A running cluster cannot go over to it. */
  INCOMPATIBLE("incompatible with the running cluster");

  private final String text;

  Effect(String text) {
    this.text = text;
  }

  /** In words. */
  public String text() {
    return text;
  }

  /** The name in the API: lower case. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
