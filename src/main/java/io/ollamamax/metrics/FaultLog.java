package io.ollamamax.metrics;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.Faults;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.events.Event.Kind;
import io.ollamamax.events.Events;
import io.ollamamax.tracking.Degradation;
import io.ollamamax.tracking.TrackingLoop;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Log lines and events for each fault that opens or closes. Used on the control thread. */
public final class FaultLog implements Faults.Listener, TrackingLoop.Observer {
  private static final System.Logger LOG = System.getLogger("faults");

  private final Events events;

  public FaultLog(Events events) {
    this.events = events;
  }

  @Override
  public void opened(Faults.Open open) {
    Fault fault = open.fault();
    LOG.log(Level.WARNING, "fault {0} of {1}: {2}", fault.kind(), of(fault), fault.evidence());
    events.publish(Kind.FAULT, node(fault), fault.evidence(), details(open, "open"));
  }

  @Override
  public void closed(Faults.Open open, Instant at) {
    Fault fault = open.fault();
    Duration lasted = Duration.between(open.since(), at);
    LOG.log(
        Level.INFO,
        "fault {0} of {1} is over after {2} s",
        fault.kind(),
        of(fault),
        Long.toString(lasted.toSeconds()));
    Map<String, String> details = details(open, "closed");
    details.put("lasted_seconds", seconds(lasted));
    events.publish(Kind.FAULT, node(fault), "over: " + fault.evidence(), details);
  }

  @Override
  public void degraded(Degradation degradation) {
    LOG.log(
        Level.WARNING,
        "Performance degradation detected: node {0}, model {1}, metric {2}, baseline {3}, now"
            + " {4}{5}",
        degradation.node(),
        degradation.model(),
        degradation.metric().wire(),
        Degradation.millis(degradation.baseline()),
        Degradation.millis(degradation.now()),
        degradation.peers() == 0
            ? ""
            : ", its peers have " + Degradation.millis(degradation.peers()));
  }

  @Override
  public void recovered(Degradation degradation) {
    LOG.log(
        Level.INFO,
        "node {0}: {1} of {2} is as usual again",
        degradation.node(),
        degradation.metric().wire(),
        degradation.model());
  }

  private static Map<String, String> details(Faults.Open open, String state) {
    Fault fault = open.fault();
    Map<String, String> details = new HashMap<>();
    details.put("state", state);
    details.put("kind", fault.kind());
    details.put("severity", String.format(Locale.ROOT, "%.2f", fault.severity()));
    details.put("since", open.since().toString());
    fault.subject().ifPresent(model -> details.put("model", model.value()));
    return details;
  }

  private static Object of(Fault fault) {
    return fault.target().<Object>map(node -> node).or(fault::subject).orElse("the cluster");
  }

  private static String node(Fault fault) {
    return fault.target().map(NodeId::value).orElse("");
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
  }
}
