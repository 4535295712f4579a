package io.ollamamax.agent.service;

import java.time.Duration;

/**
 * When a service that ended is started again, and how often it may be restarted while it runs.
 *
 * @param first pause before the second start in a row; the first is immediate
 * @param most pause, by doubling
 * @param reset how long a service must have run for its next end to be the first again
 * @param restartsPerHour restarts by order of a gateway
 */
public record RestartRules(Duration first, Duration most, Duration reset, int restartsPerHour) {
  public static final RestartRules DEFAULT =
      new RestartRules(Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofMinutes(10), 6);

  /** For embedded nodes, which start in a second and are killed for fun. */
  public static final RestartRules EAGER =
      new RestartRules(
          Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofSeconds(10), 1000);

  /** The same with another bound on restarts. */
  public RestartRules withRestartsPerHour(int bound) {
    return new RestartRules(first, most, reset, bound);
  }
}
