package io.ollamamax.ollama;

/**
 * What marks the answer to one request and stays the same whichever nodes give it.
 *
 * @param id letters and digits; ids in the answer are made of it
 * @param created seconds since 1970
 */
public record Stamp(String id, long created) {}
