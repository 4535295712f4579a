package io.ollamamax.config;

import java.time.Duration;
import java.util.List;

/** The section {@code healing}: what self-healing may do at most, whatever it thinks of a node. */
public record HealingCaps(
    @Setting(
            text =
                "Disruptive remedies that may begin in an hour: those that take away what serves,"
                    + " or restart a process that lives",
            byDefault = "6",
            min = "0",
            max = "10000")
        int actsPerHour,
    @Setting(
            text = "The same as a share of all nodes; the greater of both counts",
            byDefault = "0.1",
            min = "0.0",
            max = "1.0")
        double actsShare,
    @Setting(
            text =
                "Share of nodes that are bad at once above which the cause is common and nodes that"
                    + " still serve are left alone",
            byDefault = "0.4",
            min = "0.0",
            max = "1.0")
        double systemicShare,
    @Setting(
            text = "Wait before the second restart of a node; it doubles with each further one",
            byDefault = "10s",
            min = "1s",
            max = "10m")
        Duration restartBackoff,
    @Setting(
            text = "Longest wait between two restarts of a node",
            byDefault = "5m",
            min = "1s",
            max = "1h")
        Duration restartBackoffMax,
    @Setting(
            text = "How long a node must be well for its next restart to be immediate again",
            byDefault = "10m",
            min = "10s",
            max = "24h")
        Duration restartReset,
    @Setting(
            text = "Restart operations within quarantine_window that put a node in quarantine",
            byDefault = "3",
            min = "1",
            max = "1000")
        int quarantineRestarts,
    @Setting(
            text = "Time within which restart operations count towards quarantine",
            byDefault = "15m",
            min = "1m",
            max = "24h")
        Duration quarantineWindow,
    @Setting(
            text = "How long a node in quarantine must be well until it is let back by itself",
            byDefault = "1h",
            min = "1m",
            max = "168h")
        Duration quarantineRelease,
    @Setting(text = "Who is told, by HTTP, of what a person must look at", byDefault = "[]")
        List<WebhookSettings> webhooks) {
  public HealingCaps {
    webhooks = List.copyOf(webhooks);
  }
}
