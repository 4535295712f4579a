package io.ollamamax.gateway;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.ollamamax.http.Request;
import io.ollamamax.http.Routes;
import io.ollamamax.ollama.Json;
import io.ollamamax.request.Admission;
import io.ollamamax.request.ModelRules;
import io.ollamamax.request.Operation;
import io.ollamamax.request.RequestSpec;
import io.ollamamax.request.Shared;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides who answers a request: a flow on the event loop, or a handler on a virtual thread. */
final class Dispatcher {
  private static final String BEARER = "Bearer ";
  private static final Set<String> PUBLIC = Set.of("/", "/api/v1/health");
  private static final int INLINE_BODY = 256 * 1024;
  private static final Map<String, Operation> OPERATIONS = operations();

  private final Shared shared;
  private final Endpoints endpoints;
  private final Function<EventLoop, UpstreamPool> pools;
  private final Routes routes;
  private final Supplier<ModelRules> rules;
  private final Executor blocking;
  private final Supplier<String> ids;
  private final byte[] token;
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  Dispatcher(
      Shared shared,
      Endpoints endpoints,
      Function<EventLoop, UpstreamPool> pools,
      Routes routes,
      Supplier<ModelRules> rules,
      Executor blocking,
      Supplier<String> ids,
      String token) {
    this.shared = shared;
    this.endpoints = endpoints;
    this.pools = pools;
    this.routes = routes;
    this.rules = rules;
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
      byte[] body,
      InputStream content) {
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
    switch (routes.find(method, path)) {
      case Routes.Match.Unknown unknown ->
          error(client, 404, "path " + path + " is not known", Map.of());
      case Routes.Match.WrongMethod wrong ->
          error(
              client,
              405,
              "method " + method + " is not allowed here",
              Map.of("Allow", wrong.allow()));
      case Routes.Match.Found found -> {
        Request whole =
            request(
                request,
                path,
                uri,
                found.variables(),
                body,
                content,
                task -> channel.eventLoop().execute(() -> client.whenGone(task)));
        blocking.execute(new HandlerCall(channel, client, found.route().handler(), whole));
      }
    }
  }

  /** Whether the request's body is handed on as it comes. */
  boolean streamsBody(HttpRequest request) {
    String uri = request.uri();
    return routes.anyStreamed()
        && !request.method().equals(HttpMethod.GET)
        && routes.find(request.method().name(), new QueryStringDecoder(uri).path())
            instanceof Routes.Match.Found found
        && found.route().streamed();
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
      spec = Admission.admit(ids.get(), operation, body, rules.get());
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
      HttpRequest request,
      String path,
      QueryStringDecoder uri,
      Map<String, String> variables,
      byte[] body,
      InputStream content,
      Consumer<Runnable> whenGone) {
    Map<String, String> query = new HashMap<>();
    uri.parameters().forEach((name, values) -> query.put(name, values.getFirst()));
    Map<String, String> headers = new HashMap<>();
    request
        .headers()
        .forEach(
            header ->
                headers.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
    return new Request(
        request.method().name(), path, variables, query, headers, body, content, whenGone);
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
