package io.ollamamax.redundancy;

import java.util.List;
import java.util.Set;

/**
 * What follows from a look.
 *
 * @param steps to begin now, the most urgent first
 * @param models how each one stands, by name
 * @param surplus copies that could go once they have been too many for long enough
 */
public record Plan(List<Step> steps, List<ModelState> models, Set<Copy> surplus) {
  public Plan {
    steps = List.copyOf(steps);
    models = List.copyOf(models);
    surplus = Set.copyOf(surplus);
  }
}
