/** {@code bench/nab}: our detector of anomalies in a series under the Numenta Anomaly Benchmark. */
@NullMarked
package io.ollamamax.bench.nab;

import org.jspecify.annotations.NullMarked;
