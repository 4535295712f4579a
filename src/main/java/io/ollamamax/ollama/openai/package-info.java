/**
 * OpenAI's API made from Ollama's: chat completions, completions, embeddings, models.
 *
 * <p>Field names and defaults follow the API that Ollama itself offers under {@code /v1}. Thread:
 * pure functions; the replies of one request belong to one thread. Imports {@code ollama} and
 * Jackson.
 */
@NullMarked
package io.ollamamax.ollama.openai;

import org.jspecify.annotations.NullMarked;
