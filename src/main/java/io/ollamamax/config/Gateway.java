package io.ollamamax.config;

import java.time.Duration;

/** {@code gateway}: where it listens and how patient it is. */
public record Gateway(
    @Setting(def = "127.0.0.1:8080", doc = "Where to listen. Beyond loopback a token is demanded.")
        String listen,
    @Setting(
            def = "256MiB",
            min = "1KiB",
            max = "1GiB",
            bytes = true,
            doc = "Largest request body.")
        long maxBody,
    @Setting(def = "30m", min = "1s", max = "24h", doc = "Whole deadline of a request.")
        Duration requestTimeout,
    @Setting(
            def = "30s",
            min = "0s",
            max = "1h",
            doc = "Longest time in which no node works on a request.")
        Duration queueTimeout,
    @Setting(
            def = "30s",
            min = "10ms",
            max = "1h",
            doc = "Least patience before the first token where the model is loaded.")
        Duration firstTokenMin,
    @Setting(
            def = "5m30s",
            min = "10ms",
            max = "2h",
            doc = "Greatest patience before the first token, loads included.")
        Duration firstTokenMax,
    @Setting(
            def = "3s",
            min = "10ms",
            max = "10m",
            doc = "Least silence between tokens that is taken for a hang.")
        Duration stallMin,
    @Setting(
            def = "1m",
            min = "10ms",
            max = "1h",
            doc = "Greatest silence between tokens that is borne.")
        Duration stallMax,
    @Setting(
            def = "5s",
            min = "0s",
            max = "5m",
            doc = "Longest gap that a verified replay may leave.")
        Duration replayGap,
    @Setting(
            def = "0.2",
            min = "0.0",
            max = "1.0",
            doc = "Retries at once, as a share of the live requests.")
        double retryBudget,
    @Setting(def = "3", min = "0", max = "1000", doc = "Retries that are always allowed.")
        int retryBudgetFloor,
    @Setting(
            def = "256MiB",
            min = "0",
            max = "64GiB",
            bytes = true,
            doc = "Bound on the texts kept so that streams can be continued.")
        long retainedBytes,
    @Setting(def = "2s", min = "10ms", max = "1m", doc = "Patience when connecting to a node.")
        Duration connectTimeout,
    @Setting(
            def = "30s",
            min = "0s",
            max = "1h",
            doc = "How long running answers may go on when the gateway ends.")
        Duration drainTimeout,
    @Setting(
            def = "5s",
            min = "100ms",
            max = "5m",
            doc = "Time between signs of life to the client while a gap lasts.")
        Duration keepaliveInterval,
    @Setting(def = "0", min = "0", max = "256", doc = "Event loops; 0 for one each core.")
        int eventLoops,
    @Setting(
            def = "",
            doc =
                "File with the token that clients must present; OLLAMA_DISTRIBUTED_TOKEN goes"
                    + " before it.")
        String tokenFile) {}
