/**
 * The admin surface under {@code /api/v1}: health, nodes, healing, configuration and the like; and
 * the status page, whose files are resources in {@code page}.
 *
 * <p>Thread: virtual threads; reads the published views.
 */
@NullMarked
package io.ollamamax.api;

import org.jspecify.annotations.NullMarked;
