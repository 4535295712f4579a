package io.ollamamax.gateway;

import io.netty.buffer.ByteBuf;

/**
 * Takes a response body out of its HTTP/1.1 framing, piece by piece. Strict: what is no valid
 * framing is an error, never guessed at.
 */
final class BodyFraming {
  private enum State {
    SIZE,
    DATA,
    DATA_END,
    TRAILER,
    LENGTH,
    UNTIL_CLOSE,
    COMPLETE
  }

  private static final int MAX_LINE = 8192;

  private State state;
  private long left;
  private int lineLength;
  private boolean sizeRead;
  private boolean extension;
  private boolean carriageReturn;

  private BodyFraming(State state, long left) {
    this.state = left == 0 && state == State.LENGTH ? State.COMPLETE : state;
    this.left = left;
  }

  static BodyFraming chunked() {
    return new BodyFraming(State.SIZE, 0);
  }

  static BodyFraming length(long bytes) {
    return new BodyFraming(State.LENGTH, bytes);
  }

  static BodyFraming untilClose() {
    return new BodyFraming(State.UNTIL_CLOSE, 0);
  }

  boolean complete() {
    return state == State.COMPLETE;
  }

  /** Whether the end of the connection is the proper end of the body. */
  boolean endsByClose() {
    return state == State.UNTIL_CLOSE;
  }

  /**
   * How many payload bytes lie next in the buffer; framing before them is consumed. 0 where more
   * input is needed or the body is complete.
   *
   * @throws IllegalArgumentException where the framing is broken
   */
  int next(ByteBuf in) {
    while (in.isReadable()) {
      switch (state) {
        case LENGTH, DATA -> {
          return (int) Math.min(left, in.readableBytes());
        }
        case UNTIL_CLOSE -> {
          return in.readableBytes();
        }
        case COMPLETE -> {
          return 0;
        }
        case SIZE -> size(in.readByte());
        case DATA_END -> dataEnd(in.readByte());
        case TRAILER -> trailer(in.readByte());
      }
    }
    return 0;
  }

  /** The payload bytes that {@link #next} announced were taken. */
  void taken(int bytes) {
    if (state == State.UNTIL_CLOSE) {
      return;
    }
    left -= bytes;
    if (left == 0) {
      state = state == State.LENGTH ? State.COMPLETE : State.DATA_END;
    }
  }

  private void size(byte b) {
    if (++lineLength > MAX_LINE) {
      throw new IllegalArgumentException("a chunk's head is too long");
    }
    if (carriageReturn) {
      require(b == '\n' && sizeRead, "a chunk's head is broken");
      carriageReturn = false;
      extension = false;
      sizeRead = false;
      lineLength = 0;
      state = left == 0 ? State.TRAILER : State.DATA;
      return;
    }
    int digit = Character.digit(b, 16);
    if (b == '\r') {
      carriageReturn = true;
    } else if (extension) {
      require(b >= ' ' || b == '\t', "a chunk's head is broken");
    } else if (b == ';' || b == ' ') {
      extension = true;
    } else {
      require(digit >= 0 && left < (1L << 40), "a chunk's size is no number");
      left = left * 16 + digit;
      sizeRead = true;
    }
  }

  private void dataEnd(byte b) {
    if (carriageReturn) {
      require(b == '\n', "a chunk's end is broken");
      carriageReturn = false;
      state = State.SIZE;
    } else {
      require(b == '\r', "a chunk's end is broken");
      carriageReturn = true;
    }
  }

  private void trailer(byte b) {
    require(++lineLength <= MAX_LINE, "the trailers are too long");
    if (carriageReturn) {
      require(b == '\n', "a trailer is broken");
      carriageReturn = false;
      if (!extension) {
        state = State.COMPLETE;
      }
      extension = false;
    } else if (b == '\r') {
      carriageReturn = true;
    } else {
      extension = true;
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
