package io.ollamamax.gateway;

import io.ollamamax.request.Failure;

/** Hears of one exchange with a node. */
interface UpstreamListener {
  /** A whole line; the bytes are valid during the call only. */
  void onLine(byte[] bytes, int from, int to);

  /** Everything that one wake-up of the connection brought was handed over. */
  void onBatch();

  /**
   * The whole reply.
   *
   * @param retryAfter what the node asked for, in nanoseconds; 0 where it asked for nothing
   */
  void onReply(int status, long retryAfter, byte[] body);

  void onEnd();

  void onBroken(Failure failure, String detail);
}
