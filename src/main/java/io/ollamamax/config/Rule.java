package io.ollamamax.config;

/** A relation between settings that each lie in their ranges. */
@FunctionalInterface
interface Rule {
  /** Adds what is wrong to the findings. */
  void check(Config config, Findings findings);
}
