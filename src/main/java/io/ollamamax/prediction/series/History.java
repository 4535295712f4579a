package io.ollamamax.prediction.series;

import java.util.Arrays;

/** The newest values of a series with their times, oldest first in one stretch of an array. */
final class History {
  private static final int FIRST_ROOM = 256;

  private final int capacity;
  private double[] values;
  private long[] seconds;
  private int start;
  private int end;

  History(int capacity) {
    this.capacity = capacity;
    int room = Math.min(2 * capacity, FIRST_ROOM);
    values = new double[room];
    seconds = new long[room];
  }

  void add(long second, double value) {
    if (end == values.length) {
      makeRoom();
    }
    values[end] = value;
    seconds[end] = second;
    end++;
    start = Math.max(start, end - capacity);
  }

  private void makeRoom() {
    if (start > 0) {
      System.arraycopy(values, start, values, 0, end - start);
      System.arraycopy(seconds, start, seconds, 0, end - start);
      end -= start;
      start = 0;
    } else {
      int room = Math.min(2 * capacity, 2 * values.length);
      values = Arrays.copyOf(values, room);
      seconds = Arrays.copyOf(seconds, room);
    }
  }

  int size() {
    return end - start;
  }

  /** The value at a place, 0 the oldest. */
  double value(int place) {
    return values[start + place];
  }

  long second(int place) {
    return seconds[start + place];
  }

  /**
   * Squared distance of the stretches that end at two places, or some number above {@code limit}.
   */
  double squaredDistance(int place, int other, int length, double limit) {
    double sum = 0;
    int a = start + place;
    int b = start + other;
    for (int i = 0; i < length && sum < limit; i++) {
      double difference = values[a - i] - values[b - i];
      sum += difference * difference;
    }
    return sum;
  }
}
