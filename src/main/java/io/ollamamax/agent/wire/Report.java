package io.ollamamax.agent.wire;

import io.ollamamax.healing.ActResult;
import io.ollamamax.telemetry.HostSample;
import java.util.List;
import java.util.Map;

/**
 * What an agent tells.
 *
 * @param services all of its services as they are now
 * @param samples those not told yet, the oldest first
 * @param results by the order's id
 */
public record Report(
    List<ServiceState> services, List<HostSample> samples, Map<String, ActResult> results) {
  public Report {
    services = List.copyOf(services);
    samples = List.copyOf(samples);
    results = Map.copyOf(results);
  }
}
