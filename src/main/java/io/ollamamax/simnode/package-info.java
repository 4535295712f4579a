/**
 * A simulated Ollama on real sockets that fails on command, for rehearsals and tests.
 *
 * <p>Thread: Netty event loops.
 */
@NullMarked
package io.ollamamax.simnode;

import org.jspecify.annotations.NullMarked;
