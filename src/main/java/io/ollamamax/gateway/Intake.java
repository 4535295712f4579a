package io.ollamamax.gateway;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.ollamamax.ollama.Stamp;
import io.ollamamax.ollama.Translation;
import io.ollamamax.request.Admission;
import io.ollamamax.request.ModelRules;
import io.ollamamax.request.RequestSpec;
import io.ollamamax.request.Shared;
import io.ollamamax.request.Tracing;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/** The way of inference requests from their bytes to a flow on the client's event loop. */
final class Intake {
  /** Bytes that may be read or translated on an event loop; more goes to a thread that may take. */
  static final int INLINE = 256 * 1024;

  private final Shared shared;
  private final Endpoints endpoints;
  private final Function<EventLoop, UpstreamPool> pools;
  private final Supplier<ModelRules> rules;
  private final Executor blocking;
  private final Supplier<String> ids;
  private final Tracing tracing;

  Intake(
      Shared shared,
      Endpoints endpoints,
      Function<EventLoop, UpstreamPool> pools,
      Supplier<ModelRules> rules,
      Executor blocking,
      Supplier<String> ids,
      Tracing tracing) {
    this.shared = shared;
    this.endpoints = endpoints;
    this.pools = pools;
    this.rules = rules;
    this.blocking = blocking;
    this.ids = ids;
    this.tracing = tracing;
  }

  /**
   * On the event loop: takes a request in, or answers with what is wrong with it.
   *
   * @param traceparent W3C context that the client sent, or empty
   */
  void take(
      Channel channel,
      ClientConnection connection,
      ClientResponse client,
      Api api,
      byte[] body,
      String traceparent) {
    new Asked(channel, connection, client, api, traceparent).read(body);
  }

  private final class Asked {
    private final Channel channel;
    private final ClientConnection connection;
    private final ClientResponse client;
    private final Api api;
    private final String traceparent;
    private final Stamp stamp = new Stamp(ids.get(), shared.time().now().getEpochSecond());

    Asked(
        Channel channel,
        ClientConnection connection,
        ClientResponse client,
        Api api,
        String traceparent) {
      this.channel = channel;
      this.connection = connection;
      this.client = client;
      this.api = api;
      this.traceparent = traceparent;
    }

    void read(byte[] body) {
      offLoop(body, () -> begin(api.dialect().translate(body, stamp)));
    }

    /** The answer was such that the client is better served by another question. */
    void again(Translation other) {
      offLoop(other.body(), () -> begin(other));
    }

    private void offLoop(byte[] body, Reading reading) {
      if (body.length > INLINE) {
        blocking.execute(() -> read(reading, channel.eventLoop()));
      } else {
        read(reading, Runnable::run);
      }
    }

    private void read(Reading reading, Executor eventLoop) {
      try {
        eventLoop.execute(reading.start());
      } catch (IOException | IllegalArgumentException e) {
        String problem = firstLine(String.valueOf(e.getMessage()));
        eventLoop.execute(() -> client.error(api.errors(), 400, problem, Map.of()));
      }
    }

    private Runnable begin(Translation translation) throws IOException {
      RequestSpec spec =
          Admission.admit(stamp.id(), api.operation(), translation.body(), rules.get());
      return () -> start(spec, translation);
    }

    private void start(RequestSpec spec, Translation translation) {
      EventLoop loop = channel.eventLoop();
      TranslatedResponse response =
          new TranslatedResponse(client, translation, this::again, api.errors(), loop, blocking);
      RequestTrace trace =
          new RequestTrace(
              tracing.request(
                  spec.id(), spec.operation().path(), spec.model().value(), traceparent));
      Exchange exchange =
          new Exchange(spec, shared, response, loop, pools.apply(loop), endpoints, trace);
      connection.attach(exchange);
      if (channel.isActive()) {
        exchange.start();
      }
    }
  }

  /** Reads a request; what it returns runs on the event loop. */
  @FunctionalInterface
  private interface Reading {
    Runnable start() throws IOException;
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }
}
