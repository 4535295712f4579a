package io.ollamamax.cluster;

/**
 * A model as one node has it.
 *
 * @param name with its tag
 * @param digest of its manifest, hexadecimal
 * @param size in bytes
 * @param loaded whether the node holds it ready in memory
 * @param contextLength in tokens, of the loaded model; 0 where unknown
 */
public record NodeModel(
    ModelName name, String digest, long size, boolean loaded, int contextLength) {}
