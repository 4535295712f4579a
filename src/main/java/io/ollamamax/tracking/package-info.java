/**
 * How fast and how well each node serves each model, over a sliding window; what of it got worse
 * against the node's own past and its peers.
 *
 * <pre>
 * event loops --offer--&gt; queue --drain, each second--&gt; Series (a node and model: slices of
 *                                                        histograms) --evaluate, each
 *                                                        monitoring_interval--&gt; Degradation
 * </pre>
 *
 * <p>YAML section: {@code performance_tracking}. Thread: {@link Tracker#offer} may be called by
 * any; the rest takes the tracker's lock and runs on the scoring thread, or on that of an API call.
 * Imports {@code cluster} and HdrHistogram.
 */
@NullMarked
package io.ollamamax.tracking;

import org.jspecify.annotations.NullMarked;
