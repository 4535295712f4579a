package io.ollamamax.agent.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.healing.ActResult;
import io.ollamamax.ollama.Json;
import io.ollamamax.telemetry.HostSample;
import io.ollamamax.telemetry.SampleJson;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reports as JSON. */
public final class ReportJson {
  private ReportJson() {}

  public static ObjectNode write(Report report) {
    ObjectNode out = Json.object();
    ArrayNode services = out.putArray("services");
    report.services().forEach(state -> services.add(write(state)));
    ArrayNode samples = out.putArray("samples");
    report.samples().forEach(sample -> samples.add(SampleJson.write(sample)));
    ObjectNode results = out.putObject("results");
    report.results().forEach((id, result) -> results.set(id, OrderJson.write(result)));
    return out;
  }

  /** A service's state, as the API shows it too. */
  public static ObjectNode write(ServiceState state) {
    ObjectNode out = Json.object().put("id", state.id().value()).put("kind", state.kind().wire());
    state.url().ifPresent(url -> out.put("url", url.toString()));
    ObjectNode labels = out.putObject("labels");
    state.labels().forEach(labels::put);
    return out.put("spare", state.spare())
        .put("phase", state.phase().wire())
        .put("pid", state.pid())
        .put("restarts", state.restarts())
        .put("mode", state.mode())
        .put("reason", state.reason());
  }

  /**
   * The report.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static Report read(JsonNode in) {
    List<ServiceState> services = new ArrayList<>();
    in.path("services").forEach(state -> services.add(state(state)));
    List<HostSample> samples = new ArrayList<>();
    in.path("samples").forEach(sample -> samples.add(SampleJson.read(sample)));
    Map<String, ActResult> results = new HashMap<>();
    in.path("results")
        .properties()
        .forEach(entry -> results.put(entry.getKey(), OrderJson.result(entry.getValue())));
    return new Report(services, samples, results);
  }

  private static ServiceState state(JsonNode in) {
    Map<String, String> labels = new HashMap<>();
    in.path("labels")
        .properties()
        .forEach(entry -> labels.put(entry.getKey(), entry.getValue().asText()));
    return new ServiceState(
        new NodeId(in.path("id").asText()),
        NodeKind.valueOf(in.path("kind").asText().toUpperCase(Locale.ROOT)),
        in.has("url") ? Optional.of(URI.create(in.path("url").asText())) : Optional.empty(),
        labels,
        in.path("spare").asBoolean(),
        Phase.valueOf(in.path("phase").asText().toUpperCase(Locale.ROOT)),
        in.path("pid").asLong(),
        in.path("restarts").asInt(),
        in.path("mode").asText(),
        in.path("reason").asText());
  }
}
