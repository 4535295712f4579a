package io.ollamamax.cluster;

import java.util.Locale;

/** What a node is fit for at the moment. */
public enum NodeStatus {
  /** Not heard of yet. */
  STARTING,
  HEALTHY,
  /** Serves, but worse than it should. */
  DEGRADED,
  /** Does not serve. */
  UNHEALTHY,
  /** Finishes what it has and gets nothing new. */
  DRAINING,
  /** Kept out until a person lets it back. */
  QUARANTINED,
  /** Ready, but held back until capacity is short. */
  STANDBY;

  /** The name in the API: lower case. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether new requests may go there. */
  public boolean serves() {
    return this == HEALTHY || this == DEGRADED;
  }
}
