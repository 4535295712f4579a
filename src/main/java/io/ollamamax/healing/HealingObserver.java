package io.ollamamax.healing;

/** Is told what healing does; on the control thread, must not block. */
public interface HealingObserver {
  /** A decision that differs from the one before on the same fault. */
  void decided(Decision decision);

  /** An operation began. */
  void began(OperationRecord operation);

  /**
   * An operation ended. Where {@link OperationRecord#succeeded} its log line is {@code Healing
   * attempt completed}, else {@code Healing attempt failed} with the reason.
   */
  void ended(OperationRecord operation);

  /**
   * Something that a person must look at.
   *
   * @param subject the node, or {@code cluster}
   */
  void needsPerson(String subject, String text);
}
