package io.ollamamax.agent.service;

import java.time.Duration;

/** How long to wait before a service that ended is started again. */
final class RestartPause {
  private static final int MAX_DOUBLINGS = 30;

  private final RestartRules rules;
  private int endsInRow;

  RestartPause(RestartRules rules) {
    this.rules = rules;
  }

  /**
   * None after the first end, then the first pause, doubling.
   *
   * @param lived how long it had run
   */
  Duration after(Duration lived) {
    if (lived.compareTo(rules.reset()) >= 0) {
      endsInRow = 0;
    }
    int doublings = Math.min(endsInRow++ - 1, MAX_DOUBLINGS);
    if (doublings < 0) {
      return Duration.ZERO;
    }
    Duration pause = rules.first().multipliedBy(1L << doublings);
    return pause.compareTo(rules.most()) < 0 ? pause : rules.most();
  }
}
