package io.ollamamax.prediction;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.NodeId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Foresees failures of nodes: takes a sample of each node a second, and in each round looks at each
 * node's window. Of one thread at a time; what a round gives is immutable.
 */
public final class Predictor {
  private static final String PRIOR = "prior.txt";
  private static final long LEAST_SECONDS = 1;
  private static final double LOOKS_SO_STILL = 0.5;
  private static final double LIKELY = 0.7;

  private final long seed;
  private final Learner learner = new Learner();
  private final Outcomes outcomes = new Outcomes(learner);
  private final FailureTimes failures = new FailureTimes();
  private final Map<NodeId, NodeTrack> tracks = new TreeMap<>();
  private final List<PredictionEvent> events = new ArrayList<>();
  private PredictionSettings settings;
  private @Nullable Instant newest;
  private long analyses;
  private long anomalous;
  private long contained;

  private Predictor(PredictionSettings settings, long seed) {
    this.settings = settings;
    this.seed = seed;
  }

  /**
   * One that begins with what was learned from simulated faults.
   *
   * @param seed of the forests' randomness
   */
  public static Predictor taught(PredictionSettings settings, long seed) {
    Predictor predictor = untaught(settings, seed);
    try (InputStream prior = Predictor.class.getResourceAsStream(PRIOR)) {
      byte[] text = Objects.requireNonNull(prior).readAllBytes();
      predictor.learner.restore(new String(text, StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return predictor;
  }

  /** One that has seen no failure yet. */
  public static Predictor untaught(PredictionSettings settings, long seed) {
    return new Predictor(settings, seed);
  }

  /** Goes on by other settings; what is kept of nodes goes where the window or families change. */
  public void configure(PredictionSettings next) {
    if (!next.keeps(settings)) {
      tracks.clear();
    }
    settings = next;
  }

  /** One second of a node. */
  public void sample(NodeId node, NodeSample sample) {
    tracks.computeIfAbsent(node, n -> new NodeTrack(n, settings, seed)).add(sample);
  }

  /** Forgets nodes that have left. */
  public void retain(Set<NodeId> nodes) {
    tracks.keySet().retainAll(nodes);
    failures.retain(nodes);
  }

  /** The node failed; told with the next round. */
  public void failed(NodeId node, FailureMode mode, Instant at) {
    NodeTrack track = tracks.get(node);
    if (track != null) {
      events.addAll(outcomes.failed(track, mode, at, settings));
      failures.add(node, at);
    }
  }

  /** Somebody acts on the node's open prediction, which hides what would have come of it. */
  public void acted(NodeId node) {
    NodeTrack track = tracks.get(node);
    if (track != null && track.open != null) {
      track.open.acted = true;
      track.pending.clear();
    }
  }

  /**
   * Looks at all nodes.
   *
   * @param failing nodes that have failed already: nothing is left to be foreseen
   */
  public Round round(Instant now, Set<NodeId> failing) {
    forgetAfterJump(now);
    Map<NodeId, Window> windows = new TreeMap<>();
    tracks.forEach((node, track) -> windows.put(node, track.window(settings, Peers.none())));
    Peers peers = Peers.of(windows.values().stream().map(NodeTrack::recent).toList());
    for (NodeTrack track : tracks.values()) {
      if (failing.contains(track.node)) {
        track.forget();
      } else if (track.hasFresh()) {
        look(track, peers, now);
      }
      events.addAll(outcomes.expire(track, now, settings));
    }
    contained +=
        events.stream()
            .filter(
                e ->
                    e instanceof PredictionEvent.DetectorFailed
                        || e instanceof PredictionEvent.ClockJumped)
            .count();
    Round round = new Round(view(now), events);
    events.clear();
    return round;
  }

  private void forgetAfterJump(Instant now) {
    Instant before = newest;
    newest = now;
    if (before == null) {
      return;
    }
    Duration longest = settings.interval().multipliedBy(4).plus(settings.window());
    if (now.isBefore(before) || now.isAfter(before.plus(longest))) {
      int dropped = (int) tracks.values().stream().filter(t -> t.open != null).count();
      tracks.values().forEach(NodeTrack::forget);
      events.add(new PredictionEvent.ClockJumped(before, now, dropped));
    }
  }

  /** What fails costs this look at this node. */
  private void look(NodeTrack track, Peers peers, Instant now) {
    try {
      analyse(track, track.window(settings, peers), now);
    } catch (RuntimeException e) {
      events.add(new PredictionEvent.DetectorFailed(track.node, "analysis", e.toString()));
    }
  }

  private void analyse(NodeTrack track, Window window, Instant now) {
    Analysis analysis = Analysis.of(track, window, settings.families(), failures.of(track.node));
    track.takeFresh();
    events.addAll(analysis.failures());
    double classified = learner.classify(analysis.features());
    double[] fused = Fusion.features(analysis.findings(), classified);
    double confidence = learner.confidence(fused, settings.families());
    double score = Fusion.anomaly(analysis.findings());
    boolean unusual = score >= settings.threshold();
    Assessment assessment =
        new Assessment(
            track.node,
            now,
            score,
            scores(analysis.findings()),
            unusual,
            confidence,
            Fusion.told(analysis.findings()));
    track.newest = assessment;
    analyses++;
    anomalous += unusual ? 1 : 0;
    if (track.open == null || !track.open.acted) {
      track.await(
          new NodeTrack.Pending(now.getEpochSecond(), analysis.features(), fused, confidence));
    }
    Finding timed = Fusion.timed(analysis.findings());
    if (ripe(track, assessment, timed) && track.open == null) {
      Prediction prediction = prediction(assessment, timed);
      track.open = new NodeTrack.Open(prediction);
      events.add(new PredictionEvent.Published(prediction));
    }
  }

  /**
   * Whether a failure is predicted: what tells a time tells one within the horizon, or nothing
   * does, though what grows had time to show.
   */
  private boolean ripe(NodeTrack track, Assessment assessment, @Nullable Finding timed) {
    if (assessment.confidence() < settings.confidence()) {
      track.confident = null;
      return false;
    }
    Instant since = track.confident == null ? assessment.at() : track.confident;
    track.confident = since;
    return timed == null
        ? !assessment.at().isBefore(since.plus(settings.window().dividedBy(3)))
        : timed.score() >= LIKELY;
  }

  private static Map<Family, Double> scores(Map<Family, List<Finding>> findings) {
    Map<Family, Double> scores = new EnumMap<>(Family.class);
    findings.forEach((family, found) -> scores.put(family, Fusion.most(found)));
    return scores;
  }

  private Prediction prediction(Assessment assessment, @Nullable Finding timed) {
    Duration horizon = settings.window();
    List<Finding> told = assessment.findings();
    long seconds =
        timed == null
            ? horizon.toSeconds() / 2
            : Math.clamp((long) timed.secondsToFailure(), LEAST_SECONDS, horizon.toSeconds());
    Instant now = assessment.at();
    return new Prediction(
        assessment.node(),
        told.isEmpty() ? FailureMode.UNUSUAL : told.getFirst().mode(),
        assessment.confidence(),
        assessment.score(),
        now,
        now.plusSeconds(seconds),
        now.plus(horizon),
        told.stream().map(Finding::evidence).toList(),
        settings.shadow());
  }

  private PredictionView view(Instant now) {
    List<NodeTrack> open = tracks.values().stream().filter(t -> t.open != null).toList();
    List<Fault> faults = new ArrayList<>();
    List<Prediction> predictions = new ArrayList<>();
    for (NodeTrack track : open) {
      Prediction prediction = Objects.requireNonNull(track.open).prediction;
      predictions.add(prediction);
      Assessment seen = track.newest;
      boolean still = seen != null && seen.confidence() >= LOOKS_SO_STILL * prediction.confidence();
      if (still && !settings.shadow()) {
        faults.add(prediction.fault());
      }
    }
    return new PredictionView(
        true,
        settings.shadow(),
        Optional.of(now),
        tracks.values().stream().map(t -> t.newest).filter(Objects::nonNull).toList(),
        predictions,
        faults,
        outcomes.resolved(),
        outcomes.standing(),
        analyses,
        anomalous,
        contained);
  }

  /** What is to be kept over a restart. */
  public PredictionMemory memory() {
    return new PredictionMemory(learner.state(), failures.all());
  }

  /**
   * Continues with what was kept.
   *
   * @throws IllegalArgumentException where it cannot be read; nothing is changed then
   */
  public void restore(PredictionMemory memory) {
    if (!memory.learned().isEmpty()) {
      learner.restore(memory.learned());
    }
    failures.restore(memory.failures());
  }
}
