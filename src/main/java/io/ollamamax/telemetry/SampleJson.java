package io.ollamamax.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.ollama.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The one JSON shape of samples; absent figures have no key. */
public final class SampleJson {
  private SampleJson() {}

  /** The sample with all its services. */
  public static ObjectNode write(HostSample sample) {
    ObjectNode out = host(sample);
    ObjectNode services = out.putObject("services");
    sample.services().forEach((id, service) -> services.set(id.value(), service(service)));
    return out;
  }

  /**
   * The sample as one node sees it: the host, and that node's own process under {@code service}.
   */
  public static ObjectNode write(HostSample sample, NodeId node) {
    ObjectNode out = host(sample);
    ServiceSample own = sample.services().get(node);
    if (own != null) {
      out.set("service", service(own));
    }
    return out;
  }

  private static ObjectNode host(HostSample sample) {
    ObjectNode out =
        Json.object().put("at", sample.at().toString()).put("processors", sample.processors());
    put(out, "cpu", sample.cpu());
    out.put("memory_total", sample.memoryTotal())
        .put("memory_available", sample.memoryAvailable())
        .put("swap_total", sample.swapTotal())
        .put("swap_used", sample.swapUsed());
    sample
        .disk()
        .ifPresent(
            disk -> out.putObject("disk").put("free", disk.free()).put("total", disk.total()));
    ArrayNode gpus = out.putArray("gpus");
    sample.gpus().forEach(gpu -> gpus.add(gpu(gpu)));
    return out;
  }

  private static ObjectNode gpu(GpuSample gpu) {
    ObjectNode out = Json.object().put("id", gpu.id()).put("name", gpu.name());
    put(out, "busy", gpu.busy());
    put(out, "memory_total", gpu.memoryTotal());
    put(out, "memory_used", gpu.memoryUsed());
    put(out, "celsius", gpu.celsius());
    put(out, "watts", gpu.watts());
    return out;
  }

  private static ObjectNode service(ServiceSample service) {
    ObjectNode out = Json.object().put("pid", service.pid()).put("rss", service.rss());
    put(out, "cpu", service.cpu());
    put(out, "memory_share", service.memoryShare());
    return out.put("threads", service.threads())
        .put("restarts", service.restarts())
        .put("stopped", service.stopped());
  }

  private static void put(ObjectNode out, String key, OptionalDouble value) {
    value.ifPresent(number -> out.put(key, Math.round(number * 10_000) / 10_000.0));
  }

  private static void put(ObjectNode out, String key, OptionalLong value) {
    value.ifPresent(number -> out.put(key, number));
  }

  /**
   * A sample written with all its services.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static HostSample read(JsonNode in) {
    Map<NodeId, ServiceSample> services = new HashMap<>();
    in.path("services")
        .properties()
        .forEach(entry -> services.put(new NodeId(entry.getKey()), service(entry.getValue())));
    List<GpuSample> gpus = new ArrayList<>();
    in.path("gpus").forEach(gpu -> gpus.add(gpu(gpu)));
    JsonNode disk = in.path("disk");
    return new HostSample(
        instant(in.path("at").asText()),
        in.path("processors").asInt(),
        real(in, "cpu"),
        in.path("memory_total").asLong(),
        in.path("memory_available").asLong(),
        in.path("swap_total").asLong(),
        in.path("swap_used").asLong(),
        disk.isObject()
            ? Optional.of(
                new HostSample.Disk(disk.path("free").asLong(), disk.path("total").asLong()))
            : Optional.empty(),
        gpus,
        services);
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("a sample has the time 'at', got '" + text + "'", e);
    }
  }

  private static GpuSample gpu(JsonNode in) {
    return new GpuSample(
        in.path("id").asText(),
        in.path("name").asText(),
        real(in, "busy"),
        whole(in, "memory_total"),
        whole(in, "memory_used"),
        real(in, "celsius"),
        real(in, "watts"));
  }

  private static ServiceSample service(JsonNode in) {
    return new ServiceSample(
        in.path("pid").asLong(),
        in.path("rss").asLong(),
        real(in, "cpu"),
        in.path("threads").asInt(),
        in.path("restarts").asInt(),
        in.path("stopped").asBoolean(),
        real(in, "memory_share"));
  }

  private static OptionalDouble real(JsonNode in, String key) {
    JsonNode value = in.path(key);
    return value.isNumber() ? OptionalDouble.of(value.asDouble()) : OptionalDouble.empty();
  }

  private static OptionalLong whole(JsonNode in, String key) {
    JsonNode value = in.path(key);
    return value.isNumber() ? OptionalLong.of(value.asLong()) : OptionalLong.empty();
  }
}
