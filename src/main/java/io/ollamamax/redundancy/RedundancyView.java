package io.ollamamax.redundancy;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.redundancy.ModelState.Standing;
import io.ollamamax.redundancy.ModelState.Worth;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is known of copies as of the newest look.
 *
 * @param enabled whether copies are made and removed
 * @param look when the newest look was; nothing before the first
 * @param models by name
 */
public record RedundancyView(boolean enabled, Optional<Instant> look, List<ModelState> models) {
  private static final double HALF = 0.5;

  public RedundancyView {
    models = List.copyOf(models);
  }

  /** Models with fewer copies than wanted. */
  public List<Fault> faults() {
    return enabled
        ? models.stream().filter(ModelState::lacks).map(RedundancyView::fault).toList()
        : List.of();
  }

  private static Fault fault(ModelState model) {
    boolean none = model.copies().stream().noneMatch(RedundancyView::serves);
    double missing = (double) (model.wanted() - model.actual()) / model.wanted();
    Map<NodeId, String> bad = new HashMap<>();
    for (Standing copy : model.copies()) {
      if (copy.worth() != Worth.LIVE) {
        bad.put(copy.node(), copy.worth().wire());
      }
    }
    String making =
        model.making().isEmpty() ? "" : "; " + model.making().size() + " are being made";
    String lack = model.lack().isEmpty() ? "" : ": " + model.lack();
    return new Fault.UnderReplicated(
        model.model(),
        model.wanted(),
        model.actual(),
        bad,
        none ? 1 : HALF * missing,
        "%s has %d of %d wanted copies%s%s"
            .formatted(model.model(), model.actual(), model.wanted(), making, lack));
  }

  private static boolean serves(Standing copy) {
    return copy.worth() == Worth.LIVE || copy.worth() == Worth.ENDANGERED;
  }
}
