package io.ollamamax.config;

/** The section {@code transfers}: what redundancy may use of networks and disks. */
public record Transfers(
    @Setting(
            text = "Copies of models that may be made at the same time, one for a node",
            byDefault = "4",
            min = "1",
            max = "1000")
        int atOnce,
    @Setting(
            text =
                "Bytes per second that all copies from node to node together take; 0 is no limit",
            byDefault = "0B",
            min = "0B",
            max = "1TiB")
        ByteSize bytesPerSecond,
    @Setting(
            text = "Share of a node's disk that copies leave free",
            byDefault = "0.1",
            min = "0.0",
            max = "1.0")
        double keepFree) {}
