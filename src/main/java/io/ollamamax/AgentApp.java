package io.ollamamax;

import io.ollamamax.agent.Agent;
import io.ollamamax.agent.AgentState;
import io.ollamamax.agent.GatewayLinks;
import io.ollamamax.agent.Managed;
import io.ollamamax.agent.ServiceCalls;
import io.ollamamax.agent.sample.Sampling;
import io.ollamamax.agent.service.Service;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.loop.ControlThread;
import io.ollamamax.loop.SystemTime;
import io.ollamamax.loop.Time;
import io.ollamamax.telemetry.ServiceSample;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/** One agent with all its parts: it runs from its making to {@link #close}. */
public final class AgentApp implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final Time time = new SystemTime();
  private final ControlThread control = new ControlThread();
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .executor(blocking)
          .build();
  private final List<Service> services;
  private final AgentState state;
  private final Agent agent;
  private final GatewayLinks links;
  private final Sampling sampling;

  /**
   * Starts the services and dials out.
   *
   * @param state closed with the agent
   * @param models the folder whose disk is measured
   */
  AgentApp(
      List<Managed> managed,
      AgentState state,
      GatewayLinks.Targets targets,
      Duration sampleInterval,
      Path models) {
    this.services = managed.stream().map(Managed::service).toList();
    this.state = state;
    this.agent = new Agent(managed, state, new ServiceCalls(http), blocking, time, control);
    this.links =
        new GatewayLinks(
            targets,
            agent,
            state,
            http,
            control,
            time,
            () -> ThreadLocalRandom.current().nextLong());
    control.execute(agent::start);
    links.start();
    this.sampling =
        new Sampling(
            sampleInterval,
            models,
            System.getenv().getOrDefault("PATH", ""),
            time,
            this::processes,
            sample -> control.execute(() -> agent.measured(sample)));
  }

  /** An agent that only measures and reports, until it is closed. */
  public static AgentApp withoutServices(URI gateway) {
    return new AgentApp(
        List.of(),
        new AgentState(),
        new GatewayLinks.Targets("measuring", List.of(gateway), List::of),
        Duration.ofMillis(100),
        Path.of("."));
  }

  private Map<NodeId, ServiceSample> processes() {
    CompletableFuture<Map<NodeId, ServiceSample>> found = new CompletableFuture<>();
    control.execute(() -> found.complete(agent.processes()));
    return found.join();
  }

  /** Leaves the gateways, and ends the services that the agent itself runs. */
  @Override
  public void close() {
    sampling.close();
    links.close();
    CompletableFuture<Void> released = new CompletableFuture<>();
    control.execute(
        () -> {
          agent.release();
          released.complete(null);
        });
    released.join();
    CompletableFuture.allOf(
            services.stream()
                .map(service -> CompletableFuture.runAsync(service::release, blocking))
                .toArray(CompletableFuture<?>[]::new))
        .join();
    control.close();
    blocking.shutdownNow();
    http.shutdownNow();
    try {
      state.close();
    } catch (IOException e) {
      System.getLogger("agent").log(System.Logger.Level.WARNING, e.getMessage());
    }
  }
}
