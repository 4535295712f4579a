/** What events cost the path of a request; started by {@code bench/events}. */
@NullMarked
package io.ollamamax.bench.events;

import org.jspecify.annotations.NullMarked;
