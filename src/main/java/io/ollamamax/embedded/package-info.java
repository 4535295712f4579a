/**
 * Inference nodes in child processes: llama.cpp behind Ollama's API, which an agent keeps running.
 *
 * <p>YAML section: {@code embedded}. Thread: virtual threads; in the child one thread generates.
 */
@NullMarked
package io.ollamamax.embedded;

import org.jspecify.annotations.NullMarked;
