package io.ollamamax.telemetry;

/**
 * A node's service as its agent last told.
 *
 * @param agent the agent's name
 * @param connected whether the agent is connected to this gateway
 * @param phase {@code stopped}, {@code starting}, {@code running}, {@code stopping} or {@code
 *     waiting} for its next start
 * @param pid of its process; 0 where there is none or it is not known
 * @param restarts how often its process has ended by itself and was started anew since the agent's
 *     start
 * @param spare whether it runs only when a gateway asks for it
 * @param mode what it fails by: {@code down}, {@code stopped}, {@code out-of-memory}, {@code
 *     port-taken}; empty where it does not
 * @param reason in plain words; empty where there is nothing to say
 */
public record Supervision(
    String agent,
    boolean connected,
    String phase,
    long pid,
    int restarts,
    boolean spare,
    String mode,
    String reason) {}
