package io.ollamamax.loop;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** Computes what would take the control thread too long; in a simulation at once and in place. */
@FunctionalInterface
public interface Worker {
  /**
   * Computes something, one after the other in the order of the calls.
   *
   * @param work a pure function, on a thread of its own
   * @param then takes its result, on the control thread; not called where the work fails
   */
  <T> void compute(Supplier<T> work, Consumer<T> then);
}
