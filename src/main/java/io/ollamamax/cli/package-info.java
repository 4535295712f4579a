/**
 * The commands: they parse and delegate.
 *
 * <p>Thread: the caller's.
 */
@NullMarked
package io.ollamamax.cli;

import org.jspecify.annotations.NullMarked;
