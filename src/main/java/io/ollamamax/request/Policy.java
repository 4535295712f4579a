package io.ollamamax.request;

/**
 * The settings of a request's policy, in nanoseconds where they are times.
 *
 * @param enabled off: least-loaded routing, one attempt, no continuation
 * @param failover whether a broken stream goes on at another node
 * @param breakers whether breakers keep traffic from failing nodes
 * @param retryAttempts further tries since the last delivered token
 * @param retryDelay first bound of the back-off when every node was tried
 * @param requestTimeout whole deadline
 * @param queueTimeout longest time in which no node works on the request
 * @param firstTokenMin least patience before the first token at a node that has the model loaded
 * @param firstTokenMax greatest patience before the first token, loads included
 * @param stallMin least silence between tokens that is taken for a hang
 * @param stallMax greatest silence between tokens that is borne
 * @param replayGap longest gap that a verified replay may leave
 * @param keepalive time between signs of life to the client while a gap lasts
 * @param breaker when breakers open
 * @param panicThreshold share of a model's nodes that must be fit for the others to be left out, 0
 *     to 1
 * @param slowStart time in which a node that came back gets its full share again
 */
public record Policy(
    boolean enabled,
    boolean failover,
    boolean breakers,
    int retryAttempts,
    long retryDelay,
    long requestTimeout,
    long queueTimeout,
    long firstTokenMin,
    long firstTokenMax,
    long stallMin,
    long stallMax,
    long replayGap,
    long keepalive,
    Breaker.Rules breaker,
    double panicThreshold,
    long slowStart) {
  /** Whether breakers have a say. */
  boolean breaks() {
    return enabled && breakers;
  }
}
