package io.ollamamax.prediction;

/** The families of detectors, each with its switch. */
public enum Family {
  STATISTICAL(0),
  PATTERN(1),
  ML(2);

  private final int place;

  Family(int place) {
    this.place = place;
  }

  /**
   * Its number: of its bit in a choice of families, of its features; part of a checkpoint's form.
   */
  int place() {
    return place;
  }
}
