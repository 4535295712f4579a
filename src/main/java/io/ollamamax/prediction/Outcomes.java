package io.ollamamax.prediction;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Resolves predictions by what came, counts, and lets the learner learn from it.
 *
 * <pre>
 *  Published --- the node fails within the horizon ------------------&gt; CameTrue
 *      |-------- the horizon passes ---------------------------------&gt; CameFalse
 *      |-------- the horizon passes, somebody acted, still bad ------&gt; CameTrue
 *      '-------- the horizon passes, somebody acted, looks well -----&gt; Averted (not counted)
 * </pre>
 */
final class Outcomes {
  private static final int MOST_RESOLVED = 50;

  private final Learner learner;
  private final Tally tally = new Tally();
  private final Deque<PredictionEvent> resolved = new ArrayDeque<>();

  Outcomes(Learner learner) {
    this.learner = learner;
  }

  Standing standing() {
    return tally.standing();
  }

  /** The newest, the newest last. */
  List<PredictionEvent> resolved() {
    return List.copyOf(resolved);
  }

  /** The node failed. */
  List<PredictionEvent> failed(
      NodeTrack track, FailureMode mode, Instant at, PredictionSettings settings) {
    long horizon = settings.window().toSeconds();
    for (NodeTrack.Pending one : track.pending) {
      if (one.second() < at.getEpochSecond()) {
        learn(one, at.getEpochSecond() - one.second() <= horizon, settings.families());
      }
    }
    List<PredictionEvent> events = new ArrayList<>();
    NodeTrack.Open open = track.open;
    if (open != null && open.prediction.made().isBefore(at)) {
      if (at.isAfter(open.prediction.until())) {
        events.add(cameFalse(open.prediction, "failed only after the horizon"));
      } else {
        Duration lead = Duration.between(open.prediction.made(), at);
        events.add(cameTrue(open.prediction, lead, "failed: " + mode.text()));
      }
    }
    if (events.isEmpty() || events.getFirst() instanceof PredictionEvent.CameFalse) {
      tally.missed();
      events.add(new PredictionEvent.Missed(track.node, mode, at));
    }
    track.forget(); // what it did before says nothing of what comes after
    return events;
  }

  /** Resolves what is past its horizon. */
  List<PredictionEvent> expire(NodeTrack track, Instant now, PredictionSettings settings) {
    long past = now.getEpochSecond() - settings.window().toSeconds();
    Iterator<NodeTrack.Pending> pending = track.pending.iterator();
    while (pending.hasNext()) {
      NodeTrack.Pending one = pending.next();
      if (one.second() < past) {
        learn(one, false, settings.families());
        pending.remove();
      }
    }
    NodeTrack.Open open = track.open;
    if (open == null || !now.isAfter(open.prediction.until())) {
      return List.of();
    }
    track.open = null;
    return List.of(expired(open, track, settings));
  }

  private PredictionEvent expired(
      NodeTrack.Open open, NodeTrack track, PredictionSettings settings) {
    Prediction prediction = open.prediction;
    Assessment newest = track.newest;
    if (open.acted) {
      if (newest != null && newest.confidence() >= settings.confidence()) {
        return cameTrue(
            prediction, settings.window(), "it looks as bad though something was done about it");
      }
      tally.averted();
      return kept(new PredictionEvent.Averted(prediction));
    }
    String now =
        newest == null || newest.findings().isEmpty()
            ? "nothing is anomalous any more"
            : "now: " + newest.findings().getFirst().evidence();
    return cameFalse(
        prediction, "no failure within " + settings.window().toSeconds() + " s; " + now);
  }

  private PredictionEvent cameTrue(Prediction prediction, Duration lead, String how) {
    tally.cameTrue(lead);
    return kept(new PredictionEvent.CameTrue(prediction, lead, how));
  }

  private PredictionEvent cameFalse(Prediction prediction, String reason) {
    tally.cameFalse();
    return kept(new PredictionEvent.CameFalse(prediction, reason));
  }

  private PredictionEvent kept(PredictionEvent event) {
    resolved.addLast(event);
    if (resolved.size() > MOST_RESOLVED) {
      resolved.removeFirst();
    }
    return event;
  }

  private void learn(NodeTrack.Pending analysis, boolean failed, Set<Family> families) {
    tally.outcome(analysis.confidence(), failed);
    learner.learn(analysis.features(), analysis.fused(), families, failed);
  }
}
