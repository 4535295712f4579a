/**
 * Inference nodes in child processes: llama.cpp behind Ollama's API, and their supervisor.
 *
 * <p>YAML section: {@code embedded}. Thread: virtual threads; in the child one thread generates.
 */
@NullMarked
package io.ollamamax.embedded;

import org.jspecify.annotations.NullMarked;
