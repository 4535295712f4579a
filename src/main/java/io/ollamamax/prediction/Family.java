package io.ollamamax.prediction;

/** The families of detectors, each with its switch. */
public enum Family {
  STATISTICAL(0),
  ML(1),
  PATTERN(2);

  private final int place;

  Family(int place) {
    this.place = place;
  }

  /** The number of its bit in a choice of families; part of the form of a checkpoint. */
  int place() {
    return place;
  }
}
