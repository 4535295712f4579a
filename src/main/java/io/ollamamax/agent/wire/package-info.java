/** What goes over the link between an agent and a gateway, and its JSON. */
@NullMarked
package io.ollamamax.agent.wire;

import org.jspecify.annotations.NullMarked;
