/**
 * Ollama's management of models, over all nodes: pull, push, create, copy, delete and blobs.
 *
 * <p>{@link io.ollamamax.gateway.models.ModelManagement} has the routes, {@link
 * io.ollamamax.gateway.models.Placement} says where a model goes, {@link
 * io.ollamamax.gateway.models.Transfer} runs one operation on several nodes and {@link
 * io.ollamamax.gateway.models.MergedProgress} makes one stream of theirs. {@link
 * io.ollamamax.gateway.models.ReplicaMaker} makes and deletes the copies that redundancy wants.
 *
 * <p>YAML: {@code redundancy.default_factor}, {@code max_retries}, {@code retry_backoff}, {@code
 * recovery_timeout}. Thread: virtual threads, which may block; one for each node of an operation.
 */
@NullMarked
package io.ollamamax.gateway.models;

import org.jspecify.annotations.NullMarked;
