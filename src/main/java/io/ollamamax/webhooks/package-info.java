/**
 * Tells people's tools, by HTTP, of what a person must look at.
 *
 * <p>YAML section: {@code healing.webhooks}. Thread: any; what blocks runs on virtual threads.
 * Imports config, loop and Jackson.
 */
@NullMarked
package io.ollamamax.webhooks;

import org.jspecify.annotations.NullMarked;
