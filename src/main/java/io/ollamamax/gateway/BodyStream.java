package io.ollamamax.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A request body on its way from the event loop to a handler's thread; the connection is not read
 * while more than a bounded part of it waits.
 */
final class BodyStream extends InputStream {
  private static final int MOST_WAITING = 256 * 1024;

  private final Channel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
  private int waiting;
  private int readOfFirst;
  private boolean complete;
  private boolean closed;
  private @Nullable String broken;

  BodyStream(Channel channel) {
    this.channel = channel;
  }

  /** On the event loop: another piece. */
  void add(ByteBuf content) {
    byte[] piece = new byte[content.readableBytes()];
    content.readBytes(piece);
    lock.lock();
    try {
      if (piece.length == 0 || closed) {
        return;
      }
      pieces.addLast(piece);
      waiting += piece.length;
      if (waiting > MOST_WAITING) {
        channel.config().setAutoRead(false);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** On the event loop: the body is complete. */
  void complete() {
    lock.lock();
    try {
      complete = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** On the event loop: no more will come. */
  void breakOff(String why) {
    lock.lock();
    try {
      broken = why;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    lock.lock();
    try {
      while (pieces.isEmpty() && !complete && broken == null) {
        changed.await();
      }
      byte[] piece = pieces.peekFirst();
      if (piece == null) {
        if (complete) {
          return -1;
        }
        throw new IOException("the request body broke off: " + broken);
      }
      int taken = Math.min(length, piece.length - readOfFirst);
      System.arraycopy(piece, readOfFirst, target, offset, taken);
      readOfFirst += taken;
      waiting -= taken;
      if (readOfFirst == piece.length) {
        pieces.removeFirst();
        readOfFirst = 0;
      }
      if (waiting <= MOST_WAITING) {
        channel.config().setAutoRead(true);
      }
      return taken;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading a request body", e);
    } finally {
      lock.unlock();
    }
  }

  /** The handler wants no more: what still comes is dropped. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      pieces.clear();
      waiting = 0;
      channel.config().setAutoRead(true);
    } finally {
      lock.unlock();
    }
  }
}
