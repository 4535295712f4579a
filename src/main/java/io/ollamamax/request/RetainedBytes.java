package io.ollamamax.request;

import java.util.concurrent.atomic.AtomicLong;

/** The global bound on what is kept of bodies and answers so that streams can be continued. */
public final class RetainedBytes {
  private final long limit;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param limit in bytes
   */
  public RetainedBytes(long limit) {
    this.limit = limit;
  }

  boolean tryHold(long bytes) {
    if (held.addAndGet(bytes) <= limit) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  void release(long bytes) {
    held.addAndGet(-bytes);
  }

  /** Bytes held now. */
  public long held() {
    return held.get();
  }
}
