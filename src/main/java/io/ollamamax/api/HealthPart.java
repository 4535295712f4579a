package io.ollamamax.api;

/**
 * One component in the answer of {@code /api/v1/health}.
 *
 * @param status such as {@code healthy}, {@code degraded} or {@code disabled}
 * @param reason in plain words
 * @param serious whether the gateway as a whole is degraded by it
 */
public record HealthPart(String name, String status, String reason, boolean serious) {}
