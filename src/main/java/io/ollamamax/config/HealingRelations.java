package io.ollamamax.config;

/** The relations within {@code healing} and {@code scaling}. */
final class HealingRelations {
  private HealingRelations() {}

  static void backoff(Config config, Findings findings) {
    HealingCaps caps = config.healing();
    if (caps.restartBackoff().compareTo(caps.restartBackoffMax()) > 0) {
      findings.relation(
          Severity.ERROR,
          "restart_backoff must not exceed restart_backoff_max (%s), got %s"
              .formatted(
                  GoDuration.format(caps.restartBackoffMax()),
                  GoDuration.format(caps.restartBackoff())),
          "healing.restart_backoff",
          "healing.restart_backoff_max");
    }
  }

  static void scaling(Config config, Findings findings) {
    Scaling scaling = config.scaling();
    if (scaling.inAt() >= scaling.outAt()) {
      findings.relation(
          Severity.ERROR,
          "in_at must be below out_at (%s), got %s".formatted(scaling.outAt(), scaling.inAt()),
          "scaling.in_at",
          "scaling.out_at");
    }
  }
}
