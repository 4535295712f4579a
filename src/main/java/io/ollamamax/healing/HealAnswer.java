package io.ollamamax.healing;

import java.util.List;
import java.util.Optional;

/**
 * What a person's order came to.
 *
 * @param accepted whether it is carried out, or would be
 * @param text why not, or what happens
 * @param operation its id, where it was begun
 * @param steps in words
 */
public record HealAnswer(
    boolean accepted, String text, Optional<String> operation, List<String> steps) {
  public HealAnswer {
    steps = List.copyOf(steps);
  }

  static HealAnswer refused(String text) {
    return new HealAnswer(false, text, Optional.empty(), List.of());
  }
}
