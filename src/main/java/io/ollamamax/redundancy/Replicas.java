package io.ollamamax.redundancy;

import java.util.concurrent.CompletionStage;

/** The hands of redundancy. Any thread may call; nothing blocks. */
public interface Replicas {
  /**
   * Makes a copy.
   *
   * @return always completes, never exceptionally; on any thread
   */
  CompletionStage<Result> make(Step.Make step, Progress progress);

  /**
   * Deletes a copy.
   *
   * @return always completes, never exceptionally; on any thread
   */
  CompletionStage<Result> remove(Step.Remove step);

  /** Ends the making of all copies under way; they come to nothing. */
  void cancel();

  /** Is told how far a copy is; on any thread. */
  @FunctionalInterface
  interface Progress {
    /**
     * It goes on.
     *
     * @param way where it comes from, such as {@code registry} or {@code node gpu-1}
     * @param share that is there, 0 to 1
     */
    void at(String way, double share);
  }

  /**
   * What came of a step.
   *
   * @param digest of the copy that is there now; empty where there is none
   * @param text how it was done, or why it was not
   */
  record Result(boolean done, String digest, String text) {
    public static Result done(String digest, String text) {
      return new Result(true, digest, text);
    }

    public static Result failed(String reason) {
      return new Result(false, "", reason);
    }
  }
}
