/**
 * The gateway's side: who may join, the open links, the nodes that agents bring, and the port by
 * which healing acts.
 */
@NullMarked
package io.ollamamax.agent.hub;

import org.jspecify.annotations.NullMarked;
