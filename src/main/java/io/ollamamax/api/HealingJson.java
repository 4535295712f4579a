package io.ollamamax.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.healing.Decision;
import io.ollamamax.healing.HealingView;
import io.ollamamax.healing.OperationRecord;
import io.ollamamax.healing.OperationRecord.Result;
import io.ollamamax.ollama.Json;
import java.time.Duration;
import java.util.Locale;

/** Healing as the API shows it. */
final class HealingJson {
  private HealingJson() {}

  static ObjectNode view(HealingView view) {
    ObjectNode out = Json.object().put("at", view.at().toString()).put("enabled", view.enabled());
    if (!view.mayNotAct().isEmpty()) {
      out.put("may_not_act", view.mayNotAct());
    }
    ObjectNode severities = out.putObject("severities");
    view.severities().forEach((node, severity) -> severities.put(node.value(), severity));
    view.systemic().ifPresent(fault -> out.put("systemic", fault.evidence()));
    ArrayNode faults = out.putArray("faults");
    view.faults().forEach(open -> faults.add(open(open)));
    ArrayNode running = out.putArray("running");
    view.running().forEach(operation -> running.add(operation(operation)));
    ArrayNode done = out.putArray("done");
    view.done().forEach(operation -> done.add(operation(operation)));
    ArrayNode decisions = out.putArray("decisions");
    view.decisions().forEach(decision -> decisions.add(decision(decision)));
    ArrayNode quarantines = out.putArray("quarantines");
    view.quarantines()
        .forEach(
            one ->
                quarantines
                    .addObject()
                    .put("node", one.node().value())
                    .put("since", one.since().toString())
                    .put("reason", one.reason()));
    ObjectNode held = out.putObject("held");
    view.held().forEach((node, reason) -> held.put(node.value(), reason));
    out.set("counters", counters(view));
    out.set("learned", learned(view));
    return out.put("disruptive_last_hour", view.disruptiveLastHour());
  }

  private static ObjectNode open(HealingView.Open open) {
    ObjectNode out = FaultJson.fault(open.fault(), open.since());
    open.decision().ifPresent(decision -> out.set("decision", decision(decision)));
    return out;
  }

  private static ObjectNode decision(Decision decision) {
    ObjectNode out =
        Json.object().put("at", decision.at().toString()).put("fault", decision.kind());
    decision.node().ifPresent(node -> out.put("node", node.value()));
    decision.model().ifPresent(model -> out.put("model", model.value()));
    return out.put("severity", decision.severity())
        .put("choice", decision.choice().word())
        .put("ground", decision.ground().wire())
        .put("reason", decision.reason());
  }

  private static ObjectNode operation(OperationRecord operation) {
    ObjectNode out =
        Json.object()
            .put("id", operation.intent().id())
            .put("node", operation.intent().node().value())
            .put("fault", operation.intent().kind())
            .put("strategy", operation.intent().strategy().wire())
            .put("trigger", operation.trigger().name().toLowerCase(Locale.ROOT))
            .put("phase", operation.phase().name().toLowerCase(Locale.ROOT))
            .put("disruptive", operation.disruptive())
            .put("detected", operation.detected().toString())
            .put("began", operation.began().toString());
    operation.ended().ifPresent(at -> out.put("ended", at.toString()));
    operation.result().map(Result::wire).ifPresent(result -> out.put("result", result));
    operation.latency().ifPresent(time -> out.put("latency_seconds", seconds(time)));
    operation.recovery().ifPresent(time -> out.put("recovery_seconds", seconds(time)));
    out.put("severity_before", operation.before()).put("severity_after", operation.after());
    ArrayNode steps = out.putArray("steps");
    operation.steps().forEach(steps::add);
    return out.put("evidence", operation.intent().evidence()).put("reason", operation.reason());
  }

  /** Attempts that ended, those cancelled apart. */
  static ObjectNode counters(HealingView view) {
    ObjectNode out =
        Json.object()
            .put("attempts_total", view.counters().attempts())
            .put("successes_total", view.counters().successes());
    if (view.counters().attempts() > 0) {
      out.put("success_rate", view.counters().successRate());
    }
    ArrayNode each = out.putArray("by_fault_and_strategy");
    view.counters()
        .byArm()
        .forEach(
            (arm, count) ->
                each.addObject()
                    .put("fault", arm.kind())
                    .put("strategy", arm.strategy().wire())
                    .put("attempts", count.attempts())
                    .put("successes", count.successes()));
    return out;
  }

  private static ArrayNode learned(HealingView view) {
    ArrayNode all = Json.object().putArray("all");
    view.posteriors()
        .forEach(
            (arm, posterior) ->
                all.addObject()
                    .put("fault", arm.kind())
                    .put("strategy", arm.strategy().wire())
                    .put("alpha", posterior.alpha())
                    .put("beta", posterior.beta())
                    .put("mean", posterior.mean()));
    return all;
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }
}
