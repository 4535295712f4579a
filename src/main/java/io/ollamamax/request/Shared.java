package io.ollamamax.request;

import io.ollamamax.cluster.RoutingTable;
import io.ollamamax.loop.Time;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What all flows of a gateway share.
 *
 * @param policy the settings in force; read once for each request
 * @param routes the routing table as last published
 */
public record Shared(
    Supplier<Policy> policy,
    Supplier<RoutingTable> routes,
    Router router,
    NodeLoads loads,
    RetryBudget budget,
    RetainedBytes retained,
    CrashLog crashes,
    Loads modelLoads,
    Time time,
    RandomGenerator random,
    FlowObserver observer) {}
