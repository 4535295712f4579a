/**
 * The admin surface under {@code /api/v1}: health and nodes.
 *
 * <p>Thread: virtual threads; reads the published views.
 */
@NullMarked
package io.ollamamax.api;

import org.jspecify.annotations.NullMarked;
