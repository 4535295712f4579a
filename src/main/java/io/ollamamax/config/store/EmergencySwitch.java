package io.ollamamax.config.store;

import java.time.Instant;

/** A component was switched off by a person. */
public record EmergencySwitch(Author author, Instant at) {}
