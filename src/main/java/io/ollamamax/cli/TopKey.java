package io.ollamamax.cli;

/** A key that was pressed. */
sealed interface TopKey {
  record Letter(char letter) implements TopKey {}

  record Up() implements TopKey {}

  record Down() implements TopKey {}

  /** The person has seen enough. */
  record Quit() implements TopKey {}
}
