package io.ollamamax.metrics;

import io.ollamamax.prediction.RequestEvidence;
import io.ollamamax.request.Failure;
import io.ollamamax.request.FlowObserver;
import io.ollamamax.request.RequestSpec;
import io.ollamamax.request.Service;

/** Hands what each try says of its node to prediction. */
public final class FlowEvidence implements FlowObserver {
  private final RequestEvidence evidence;

  public FlowEvidence(RequestEvidence evidence) {
    this.evidence = evidence;
  }

  @Override
  public void tried(RequestSpec spec, Service service, String detail, int delivered) {
    Failure failure = service.failure();
    if (failure == Failure.BUSY || failure == Failure.WRONG_NODE || failure == Failure.MOVED) {
      return; // no news of how well the node is
    }
    evidence.tried(
        service.node(),
        failure != null,
        service.firstToken(),
        service.tokenGap(),
        service.load() > 0);
  }
}
