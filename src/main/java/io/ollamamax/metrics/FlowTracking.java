package io.ollamamax.metrics;

import io.ollamamax.loop.Time;
import io.ollamamax.request.Failure;
import io.ollamamax.request.FlowObserver;
import io.ollamamax.request.RequestSpec;
import io.ollamamax.request.Service;
import io.ollamamax.tracking.Observation;
import io.ollamamax.tracking.Tracker;

/** Hands what each try was like to the tracker. */
public final class FlowTracking implements FlowObserver {
  private final Tracker tracker;
  private final Time time;

  public FlowTracking(Tracker tracker, Time time) {
    this.tracker = tracker;
    this.time = time;
  }

  @Override
  public void tried(RequestSpec spec, Service service, String detail, int delivered) {
    Failure failure = service.failure();
    if (failure == Failure.MOVED || (failure != null && !failure.worked())) {
      return; // it says nothing of the speed, and that it failed is the breaker's matter
    }
    tracker.offer(
        new Observation(
            time.nanos(),
            service.node(),
            service.model(),
            failure != null,
            service.firstToken(),
            service.tokenGap(),
            service.total(),
            service.queued(),
            service.load()));
  }
}
