/**
 * Shapes of Ollama's messages: requests read without being bound to classes, NDJSON lines scanned
 * in place, replies written. The APIs of others are made of Ollama's by a {@link
 * io.ollamamax.ollama.Dialect} each, in sub-packages.
 *
 * <p>Thread: pure functions; a {@link io.ollamamax.ollama.LineScanner} belongs to one thread.
 * Imports Jackson alone.
 */
@NullMarked
package io.ollamamax.ollama;

import org.jspecify.annotations.NullMarked;
