package io.ollamamax.redundancy;

/** Is told, on the control thread, what is done to copies. */
public interface RedundancyObserver {
  void began(Step step);

  void done(Step step, Replicas.Result result);

  /**
   * A step came to nothing.
   *
   * @param seconds in which it is not tried again at that node
   */
  void failed(Step step, String reason, long seconds);
}
