package io.ollamamax.request;

import io.ollamamax.cluster.NodeId;
import java.util.List;

/** Whether one request is the cause of the crashes that it meets. */
final class Suspicion {
  private final RequestSpec spec;
  private final Shared shared;
  private boolean held;

  Suspicion(RequestSpec spec, Shared shared) {
    this.spec = spec;
    this.shared = shared;
  }

  /** Whether the request was found to be deadly before. */
  boolean known() {
    CrashLog crashes = shared.crashes();
    return crashes.refusesAny() && crashes.refused(spec.fingerprint(), now());
  }

  /** A runner crashed under the request; true where the request is suspected from now on. */
  boolean crashed(NodeId node) {
    long fingerprint = spec.fingerprint();
    shared.crashes().add(node, fingerprint, now());
    held = shared.crashes().deadly(fingerprint, now());
    return held;
  }

  /** Whether a suspicion is held that has not been looked at again. */
  boolean held() {
    return held;
  }

  /**
   * Looks again after a pause, in which other requests may have shown that the nodes are at fault;
   * true where the request is refused from now on.
   */
  boolean confirmed(List<NodeId> visited) {
    if (!held) {
      return false;
    }
    held = false;
    if (!shared.crashes().deadly(spec.fingerprint(), now())) {
      return false;
    }
    shared.crashes().refuse(spec.fingerprint(), now());
    shared.observer().deadly(spec, visited);
    return true;
  }

  private long now() {
    return shared.time().nanos();
  }
}
