package io.ollamamax.simnode;

/**
 * A fault that waits for requests.
 *
 * @param atToken number of the token, from 0, at which modes in mid-stream strike; -1 for a random
 *     one
 * @param count requests that it strikes; -1 for all
 */
public record Fault(Mode mode, int atToken, int count) {}
