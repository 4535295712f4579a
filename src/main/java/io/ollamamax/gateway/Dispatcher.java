package io.ollamamax.gateway;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.http.Handler;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.ollama.InferenceRequest;
import io.ollamamax.ollama.InferenceRequest.Trait;
import io.ollamamax.ollama.Json;
import io.ollamamax.request.Operation;
import io.ollamamax.request.RequestSpec;
import io.ollamamax.request.Shared;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides who answers a request: a flow on the event loop, or a handler on a virtual thread. */
final class Dispatcher {
  private static final System.Logger LOG = System.getLogger(Dispatcher.class.getName());
  private static final String BEARER = "Bearer ";
  private static final Set<String> PUBLIC = Set.of("/", "/api/v1/health");
  private static final int INLINE_BODY = 256 * 1024;
  private static final Map<String, Operation> OPERATIONS = operations();

  private final Shared shared;
  private final Endpoints endpoints;
  private final Function<EventLoop, UpstreamPool> pools;
  private final Map<String, Handler> handlers;
  private final Executor blocking;
  private final Supplier<String> ids;
  private final byte[] token;
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  Dispatcher(
      Shared shared,
      Endpoints endpoints,
      Function<EventLoop, UpstreamPool> pools,
      Map<String, Handler> handlers,
      Executor blocking,
      Supplier<String> ids,
      String token) {
    this.shared = shared;
    this.endpoints = endpoints;
    this.pools = pools;
    this.handlers = Map.copyOf(handlers);
    this.blocking = blocking;
    this.ids = ids;
    this.token = token.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Operation> operations() {
    Map<String, Operation> byPath = new HashMap<>();
    for (Operation operation : Operation.values()) {
      byPath.put(operation.path(), operation);
    }
    return Map.copyOf(byPath);
  }

  void opened(Channel channel) {
    open.add(channel);
  }

  void closed(Channel channel) {
    open.remove(channel);
  }

  /** Connections of clients that are open. */
  Set<Channel> open() {
    return open;
  }

  boolean draining() {
    return draining;
  }

  /** From now on each connection closes after its answer. */
  void drain() {
    draining = true;
  }

  void dispatch(
      Channel channel,
      ClientConnection connection,
      ClientResponse client,
      HttpRequest request,
      byte[] body) {
    QueryStringDecoder uri = new QueryStringDecoder(request.uri());
    String path;
    try {
      path = uri.path();
    } catch (IllegalArgumentException e) {
      error(client, 400, "the path cannot be decoded", Map.of());
      return;
    }
    String method = request.method().name();
    Operation operation = OPERATIONS.get(path);
    if (!allowed(path, request)) {
      error(
          client,
          401,
          "a token is needed: send it as 'Authorization: Bearer TOKEN'",
          Map.of("WWW-Authenticate", "Bearer"));
      return;
    }
    if (operation != null) {
      if (!method.equals("POST")) {
        error(client, 405, "method " + method + " is not allowed here", Map.of("Allow", "POST"));
      } else if (body.length > INLINE_BODY) {
        blocking.execute(() -> readAndStart(channel, connection, client, operation, body, true));
      } else {
        readAndStart(channel, connection, client, operation, body, false);
      }
      return;
    }
    Handler handler = handlers.get(path);
    if (handler == null) {
      error(client, 404, "path " + path + " is not known", Map.of());
    } else if (!method.equals("GET") && !method.equals("HEAD")) {
      error(client, 405, "method " + method + " is not allowed here", Map.of("Allow", "GET, HEAD"));
    } else {
      Request whole = request(request, method, path, uri, body);
      blocking.execute(() -> handle(channel, client, handler, whole));
    }
  }

  private boolean allowed(String path, HttpRequest request) {
    if (token.length == 0 || PUBLIC.contains(path)) {
      return true;
    }
    String given = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
    return given.startsWith(BEARER)
        && MessageDigest.isEqual(
            token, given.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8));
  }

  private void readAndStart(
      Channel channel,
      ClientConnection connection,
      ClientResponse client,
      Operation operation,
      byte[] body,
      boolean elsewhere) {
    RequestSpec spec = null;
    String problem = "";
    try {
      spec = spec(operation, body);
    } catch (IOException | IllegalArgumentException e) {
      problem = firstLine(String.valueOf(e.getMessage()));
    }
    @Nullable RequestSpec read = spec;
    String text = problem;
    Runnable start = () -> start(channel, connection, client, read, text);
    if (elsewhere) {
      channel.eventLoop().execute(start);
    } else {
      start.run();
    }
  }

  private RequestSpec spec(Operation operation, byte[] body) throws IOException {
    InferenceRequest asked = InferenceRequest.read(body);
    String model = asked.model();
    if (model == null || model.isBlank()) {
      throw new IOException("model is required");
    }
    boolean lines = operation.streams() && !asked.has(Trait.DEBUG_RENDER);
    return new RequestSpec(
        ids.get(),
        operation,
        ModelName.of(model),
        asked,
        lines ? asked.streaming(body) : body,
        lines && !Boolean.FALSE.equals(asked.stream()));
  }

  private void start(
      Channel channel,
      ClientConnection connection,
      ClientResponse client,
      @Nullable RequestSpec spec,
      String problem) {
    if (spec == null) {
      error(client, 400, problem, Map.of());
      return;
    }
    Exchange exchange =
        new Exchange(
            spec, shared, client, channel.eventLoop(), pools.apply(channel.eventLoop()), endpoints);
    connection.attach(exchange);
    if (channel.isActive()) {
      exchange.start();
    }
  }

  private static Request request(
      HttpRequest request, String method, String path, QueryStringDecoder uri, byte[] body) {
    Map<String, String> query = new HashMap<>();
    uri.parameters().forEach((name, values) -> query.put(name, values.getFirst()));
    Map<String, String> headers = new HashMap<>();
    request
        .headers()
        .forEach(
            header ->
                headers.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
    return new Request(method, path, query, headers, body);
  }

  private static void handle(
      Channel channel, ClientResponse client, Handler handler, Request request) {
    Response response;
    try {
      response = handler.handle(request);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "handling " + request.path() + " failed", e);
      response = Response.json(500, Json.error("an internal error; see the gateway's log"));
    }
    Response answer = response;
    channel
        .eventLoop()
        .execute(
            () -> {
              Map<String, String> headers = new HashMap<>(answer.headers());
              String type = headers.remove("Content-Type");
              client.whole(
                  answer.status(), type == null ? "text/plain" : type, headers, answer.body());
            });
  }

  private static void error(
      ClientResponse client, int status, String text, Map<String, String> headers) {
    client.whole(status, "application/json; charset=utf-8", headers, Json.error(text));
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }
}
