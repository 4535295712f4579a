package io.ollamamax.config;

import java.time.Duration;

/** The section {@code scaling}: capacity that self-healing may add and take away again. */
public record Scaling(
    @Setting(
            text =
                "Requests that a node is taken to work on at once, until it was seen to work on"
                    + " more",
            byDefault = "4",
            min = "1",
            max = "100000")
        int requestsPerNode,
    @Setting(
            text = "Standby nodes and further instances that may serve at once",
            byDefault = "4",
            min = "0",
            max = "1000")
        int most,
    @Setting(
            text = "Share of the capacity in use from which it is short",
            byDefault = "0.8",
            min = "0.1",
            max = "1.0")
        double outAt,
    @Setting(
            text =
                "Share of the capacity in use, without the instance, below which it is not needed",
            byDefault = "0.5",
            min = "0.0",
            max = "1.0")
        double inAt,
    @Setting(
            text = "Least time between two changes of the capacity",
            byDefault = "5m",
            min = "10s",
            max = "24h")
        Duration cooldown) {}
