/**
 * The small port by which packages serve HTTP without knowing who carries it.
 *
 * <p>Thread: a handler is called on a virtual thread and may block. Imports the JDK alone.
 */
@NullMarked
package io.ollamamax.http;

import org.jspecify.annotations.NullMarked;
