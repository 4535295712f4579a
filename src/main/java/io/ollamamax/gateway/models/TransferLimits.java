package io.ollamamax.gateway.models;

import java.time.Duration;

/**
 * How long a transfer is tried.
 *
 * @param maxRetries further tries at one node
 * @param retryBackoff bound of the first pause between two tries; doubles
 * @param recoveryTimeout time without progress that ends a try
 * @param signOfLife period at which the last line is repeated while nothing changes
 */
public record TransferLimits(
    int maxRetries, Duration retryBackoff, Duration recoveryTimeout, Duration signOfLife) {}
