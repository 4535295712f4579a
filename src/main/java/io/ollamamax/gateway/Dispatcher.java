package io.ollamamax.gateway;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.ollamamax.http.Request;
import io.ollamamax.http.Routes;
import io.ollamamax.ollama.ErrorShape;
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

/** Decides who answers a request: a flow on the event loop, or a handler on a virtual thread. */
final class Dispatcher {
  private static final String BEARER = "Bearer ";

  /** Where clients of Anthropic's API put the token. */
  private static final String API_KEY = "x-api-key";

  private static final Set<String> PUBLIC = Set.of("/", "/api/v1/health");

  private static final String PAGE = "/page/";
  private static final String ADMIN = "/api/v1/";

  private static final String TRACEPARENT = "traceparent";

  /** Agents present credentials of their own there. */
  private static final String AGENTS = "/api/v1/agent-link/";

  /** The names of what is offered there are secrets. */
  private static final String OFFERS = "/v2/";

  private final Intake intake;
  private final Routes routes;
  private final Executor blocking;
  private final byte[] token;
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  Dispatcher(Intake intake, Routes routes, Executor blocking, String token) {
    this.intake = intake;
    this.routes = routes;
    this.blocking = blocking;
    this.token = token.getBytes(StandardCharsets.UTF_8);
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
      client.error(ErrorShape.OLLAMA, 400, "the path cannot be decoded", Map.of());
      return;
    }
    String method = request.method().name();
    Api api = Api.of(path);
    ErrorShape errors = ErrorShape.of(path);
    if (!allowed(path, request)) {
      client.error(
          errors,
          401,
          "a token is needed: send it as 'Authorization: Bearer TOKEN'",
          Map.of("WWW-Authenticate", "Bearer"));
      return;
    }
    String refusal =
        token.length == 0 && path.startsWith(ADMIN)
            ? ForeignPages.refusal(request.headers())
            : null;
    if (refusal != null) {
      client.error(errors, 403, refusal, Map.of());
      return;
    }
    if (api != null) {
      if (!method.equals("POST")) {
        client.error(
            errors, 405, "method " + method + " is not allowed here", Map.of("Allow", "POST"));
        return;
      }
      intake.take(channel, connection, client, api, body, request.headers().get(TRACEPARENT, ""));
      return;
    }
    switch (routes.find(method, path)) {
      case Routes.Match.Unknown unknown ->
          client.error(errors, 404, "path " + path + " is not known", Map.of());
      case Routes.Match.WrongMethod wrong ->
          client.error(
              errors,
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
    if (token.length == 0
        || PUBLIC.contains(path)
        || path.startsWith(PAGE)
        || path.startsWith(AGENTS)
        || path.startsWith(OFFERS)) {
      return true;
    }
    String given = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
    if (given.startsWith(BEARER)) {
      return isToken(given.substring(BEARER.length()));
    }
    return ErrorShape.of(path) == ErrorShape.ANTHROPIC
        && isToken(request.headers().get(API_KEY, ""));
  }

  private boolean isToken(String given) {
    return MessageDigest.isEqual(token, given.strip().getBytes(StandardCharsets.UTF_8));
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
}
