package io.ollamamax.bench.nab;

/** NAB's application profiles. A detected window weighs 1. */
enum Profile {
  STANDARD(0.11, 1),
  LOW_FP(0.22, 1),
  LOW_FN(0.11, 2);

  /** Weight of a detection outside all windows. */
  final double falsePositive;

  /** Weight of a missed window. */
  final double falseNegative;

  Profile(double falsePositive, double falseNegative) {
    this.falsePositive = falsePositive;
    this.falseNegative = falseNegative;
  }
}
