/**
 * A simulated Ollama on real sockets that fails on command, for rehearsals and tests.
 *
 * <pre>
 * SimFleet -- SimNode -- Port, Network, Gate     listens, refuses, drops packets
 *    |           |------ Runner                  one model: loads, slots, queue, residency
 *  Plan          |------ SimConnection, SimApi   requests in; Library, Management, Embedding
 *                `------ Execution               one request for tokens under way
 *
 * Fault (a Mode with parameters) --Catalogue--> Effect on an Execution, by its Strike;
 *    Condition: what it means for the node as a whole
 * Ask (what is asked) --Prompt, Story--> pieces --Voice--> Reply
 * </pre>
 *
 * <p>Faults come by the methods of {@code SimNode} and {@code SimFleet}, by a script, or by the
 * control API. Thread: one Netty event loop owns all state. Imports {@code cluster}, {@code config}
 * (durations), {@code http}, {@code ollama}, Netty, Jackson.
 */
@NullMarked
package io.ollamamax.simnode;

import org.jspecify.annotations.NullMarked;
