package io.ollamamax.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The section {@code gateway}: the endpoint that clients talk to. */
public record Gateway(
    @Setting(
            text =
                "Address to listen at; port 0 takes a free one, beyond loopback a token is"
                    + " demanded",
            byDefault = "127.0.0.1:8080",
            effect = Effect.RESTART)
        HostPort listen,
    @Setting(
            text = "Largest request body",
            byDefault = "256MiB",
            min = "1KiB",
            max = "1GiB",
            effect = Effect.RESTART)
        ByteSize maxBody,
    @Setting(text = "Whole deadline of a request", byDefault = "30m", min = "1s", max = "24h")
        Duration requestTimeout,
    @Setting(
            text = "Longest time in which no node works on a request",
            byDefault = "30s",
            min = "0s",
            max = "1h")
        Duration queueTimeout,
    @Setting(
            text = "Least patience before the first token on a node that has the model loaded",
            byDefault = "30s",
            min = "100ms",
            max = "1h")
        Duration firstTokenMin,
    @Setting(
            text = "Greatest patience before the first token, loads included",
            byDefault = "5m30s",
            min = "100ms",
            max = "2h")
        Duration firstTokenMax,
    @Setting(
            text = "Least silence between tokens that is taken for a hang",
            byDefault = "3s",
            min = "50ms",
            max = "10m")
        Duration stallMin,
    @Setting(
            text = "Greatest silence between tokens that is not taken for a hang",
            byDefault = "1m",
            min = "50ms",
            max = "1h")
        Duration stallMax,
    @Setting(
            text = "Longest gap that a verified replay may leave in a stream",
            byDefault = "5s",
            min = "0s",
            max = "5m")
        Duration replayGap,
    @Setting(
            text = "Retries that may run, as a share of live requests",
            byDefault = "0.2",
            min = "0.0",
            max = "1.0",
            effect = Effect.RESTART)
        double retryBudget,
    @Setting(
            text = "Retries that may run however few requests are live",
            byDefault = "3",
            min = "0",
            max = "1000",
            effect = Effect.RESTART)
        int retryBudgetFloor,
    @Setting(
            text = "Failures within 10s that open a breaker, where they are half of the requests",
            byDefault = "3",
            min = "1",
            max = "1000")
        int breakerFailures,
    @Setting(
            text = "Time that a breaker stays open at first; doubles with each opening",
            byDefault = "1s",
            min = "10ms",
            max = "10m")
        Duration breakerOpenMin,
    @Setting(
            text = "Longest time that a breaker stays open",
            byDefault = "30s",
            min = "10ms",
            max = "1h")
        Duration breakerOpenMax,
    @Setting(
            text = "Requests at once through a half-open breaker, and successes that close it",
            byDefault = "2",
            min = "1",
            max = "100")
        int breakerTrials,
    @Setting(
            text = "Share of a model's nodes that must be fit for the others to be left out",
            byDefault = "0.5",
            min = "0.0",
            max = "1.0")
        double panicThreshold,
    @Setting(
            text = "Time in which a node that came back gets its full share of requests",
            byDefault = "10s",
            min = "0s",
            max = "1h")
        Duration slowStart,
    @Setting(
            text = "Memory for requests kept so that another node can continue them",
            byDefault = "256MiB",
            min = "0B",
            max = "1TiB",
            effect = Effect.RESTART)
        ByteSize retainedBytes,
    @Setting(
            text = "Longest time to connect to a node",
            byDefault = "2s",
            min = "50ms",
            max = "1m",
            effect = Effect.RESTART)
        Duration connectTimeout,
    @Setting(
            text = "Longest time that requests in flight get when the gateway stops",
            byDefault = "30s",
            min = "0s",
            max = "1h",
            effect = Effect.RESTART)
        Duration drainTimeout,
    @Setting(
            text = "Period of signs of life to the client while a gap lasts",
            byDefault = "5s",
            min = "100ms",
            max = "5m")
        Duration keepaliveInterval,
    @Setting(
            text = "Event loops; 0 is one for each core",
            byDefault = "0",
            min = "0",
            max = "256",
            effect = Effect.RESTART)
        int eventLoops,
    @Setting(text = "File with the token of the admin surface", effect = Effect.RESTART)
        Optional<Path> tokenFile) {}
