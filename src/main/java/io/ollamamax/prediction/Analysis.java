package io.ollamamax.prediction;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.prediction.ml.Features;
import io.ollamamax.prediction.pattern.DailyRecurrence;
import io.ollamamax.prediction.pattern.PeerComparison;
import io.ollamamax.prediction.pattern.Quickening;
import io.ollamamax.prediction.pattern.Signature;
import io.ollamamax.prediction.statistical.LevelShift;
import io.ollamamax.prediction.statistical.TrendToLimit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the families find in a node's window. A detector that throws, or gives what is no number,
 * costs its finding alone.
 *
 * @param findings by family; a family that is off is absent
 * @param features the window as the classifier sees it; empty where machine learning is off
 * @param failures of detectors
 */
record Analysis(
    Map<Family, List<Finding>> findings,
    double[] features,
    List<PredictionEvent.DetectorFailed> failures) {
  private static final double[] NO_FEATURES = {};

  /**
   * @param failures earlier ones of the node, in seconds of the epoch
   */
  static Analysis of(NodeTrack track, Window window, Set<Family> families, List<Long> failures) {
    Map<Family, List<Detector>> detectors = new EnumMap<>(Family.class);
    for (Family family : families) {
      detectors.put(family, detectors(family, track, failures));
    }
    return of(track.node, window, detectors);
  }

  private static List<Detector> detectors(Family family, NodeTrack track, List<Long> failures) {
    return switch (family) {
      case STATISTICAL -> List.of(new TrendToLimit(), new LevelShift());
      case ML -> {
        List<Point> fresh = track.takeFresh();
        yield List.of(window -> track.models.learn(fresh));
      }
      case PATTERN -> {
        List<Detector> patterns = new ArrayList<>(List.of(Signature.values()));
        patterns.add(new PeerComparison());
        patterns.add(new Quickening());
        patterns.add(new DailyRecurrence(failures));
        yield patterns;
      }
    };
  }

  static Analysis of(NodeId node, Window window, Map<Family, List<Detector>> detectors) {
    Map<Family, List<Finding>> findings = new EnumMap<>(Family.class);
    List<PredictionEvent.DetectorFailed> failures = new ArrayList<>();
    detectors.forEach(
        (family, all) -> {
          List<Finding> found = new ArrayList<>();
          for (Detector detector : all) {
            String name = family == Family.ML ? "forest" : name(detector);
            run(node, name, () -> detector.find(window), found, failures);
          }
          findings.put(family, found);
        });
    double[] features = detectors.containsKey(Family.ML) ? Features.of(window) : NO_FEATURES;
    return new Analysis(findings, features, failures);
  }

  private static String name(Detector detector) {
    return detector instanceof Enum<?> one ? one.name() : detector.getClass().getSimpleName();
  }

  private static void run(
      NodeId node,
      String detector,
      Supplier<List<Finding>> findings,
      List<Finding> found,
      List<PredictionEvent.DetectorFailed> failures) {
    try {
      for (Finding finding : findings.get()) {
        if (finding.score() >= 0 && finding.score() <= 1) {
          found.add(finding);
        } else {
          failures.add(
              new PredictionEvent.DetectorFailed(
                  node, detector, "its score is " + finding.score()));
        }
      }
    } catch (RuntimeException e) {
      failures.add(new PredictionEvent.DetectorFailed(node, detector, e.toString()));
    }
  }
}
