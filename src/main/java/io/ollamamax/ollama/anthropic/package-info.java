/**
 * Anthropic's messages made from Ollama's chat.
 *
 * <p>Thread: pure functions; the replies of one request belong to one thread. Imports {@code
 * ollama} and Jackson.
 */
@NullMarked
package io.ollamamax.ollama.anthropic;

import org.jspecify.annotations.NullMarked;
