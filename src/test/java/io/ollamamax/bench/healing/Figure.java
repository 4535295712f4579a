package io.ollamamax.bench.healing;

import io.ollamamax.sim.healing.HealingSimulation.Day;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A figure of a day. */
enum Figure {
  UNSERVED("requests not answered as they should be, %", 3, day -> 100 * (1 - day.availability())),
  ILL("hours of nodes with something wrong", 1, Day::illHours),
  ACTS("acts on faults", 1, Day::acts),
  SUCCEEDED("of these, successes by measurement", 1, Day::succeeded),
  WRONG("acts on nodes that were well", 2, Day::wrong),
  WRONG_DISRUPTIVE("of these, disruptive", 2, Day::wrongDisruptive),
  RESTARTS("restarts, those of supervisors included", 1, Day::restarts),
  PEOPLE("times that a person was asked", 1, Day::people),
  VIOLATIONS("acts above a cap or against a rule", 3, day -> day.violations().size());

  private final String title;
  private final int digits;

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final ToDoubleFunction<Day> value;

  Figure(String title, int digits, ToDoubleFunction<Day> value) {
    this.title = title;
    this.digits = digits;
    this.value = value;
  }

  String title() {
    return title;
  }

  int digits() {
    return digits;
  }

  Interval of(List<Day> days) {
    return Interval.of(days.stream().mapToDouble(value).toArray());
  }

  /** Of the same seeds, the first less the second. */
  Interval difference(List<Day> days, List<Day> others) {
    double[] differences = new double[days.size()];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = value.applyAsDouble(days.get(i)) - value.applyAsDouble(others.get(i));
    }
    return Interval.of(differences);
  }
}
