/**
 * Netty: HTTP in, HTTP out to the nodes, and the relay between the two, in the API that the client
 * speaks.
 *
 * <p>YAML section: {@code gateway}. Thread: event loops, which never block; a client connection and
 * its upstream connections share one.
 */
@NullMarked
package io.ollamamax.gateway;

import org.jspecify.annotations.NullMarked;
