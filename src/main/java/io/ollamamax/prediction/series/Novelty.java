package io.ollamamax.prediction.series;

/**
 * Distance of the newest stretch of a series to the nearest earlier stretch that does not overlap
 * it (the left matrix profile). What has occurred before is near; what is new is far.
 */
final class Novelty {
  private static final long DAY = 86_400;

  private final int length;
  private final long daySlack;

  private Novelty(int length, long daySlack) {
    this.length = length;
    this.daySlack = daySlack;
  }

  /** Compares with all earlier stretches of so many points. */
  static Novelty ofAllTimes(int length) {
    return new Novelty(length, DAY);
  }

  /** Compares with stretches of earlier days alone that ended at this time of day, give or take. */
  static Novelty ofTimeOfDay(int length, long slackSeconds) {
    return new Novelty(length, slackSeconds);
  }

  /** The distance, in units of the series; NaN while there is too little to compare with. */
  double distance(History history) {
    int newest = history.size() - 1;
    if (!comparable(history, newest)) {
      return Double.NaN;
    }
    double best = Double.POSITIVE_INFINITY;
    for (int place = length - 1; place <= newest - length; place++) {
      if (sameTimeOfDay(history.second(newest) - history.second(place))) {
        best = Math.min(best, history.squaredDistance(newest, place, length, best));
      }
    }
    return best == Double.POSITIVE_INFINITY ? Double.NaN : Math.sqrt(best);
  }

  /** Three lengths, or a day and a half, are the least from which a distance says something. */
  private boolean comparable(History history, int newest) {
    if (daySlack == DAY) {
      return newest >= 3 * length;
    }
    return newest >= 0 && history.second(newest) - history.second(0) > DAY + DAY / 2;
  }

  private boolean sameTimeOfDay(long elapsed) {
    if (daySlack == DAY) {
      return true;
    }
    long phase = Math.floorMod(elapsed, DAY);
    return elapsed >= DAY - daySlack && (phase <= daySlack || phase >= DAY - daySlack);
  }
}
