package io.ollamamax.simnode;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Routes;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Serves a fleet's control API at an address of its own. Pages of other sites are turned away:
 * nothing with an {@code Origin} is answered, nor a {@code Host} that is a name other than
 * localhost.
 */
public final class ControlServer implements AutoCloseable {
  private static final int MAX_BODY = 64 * 1024;

  private final HttpServer server;
  private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
  private final Routes routes;
  private final String token;

  /**
   * Listens.
   *
   * @param token that callers must present; empty for none
   * @throws IOException where the address cannot be listened at
   */
  public ControlServer(SimFleet fleet, InetSocketAddress listen, String token) throws IOException {
    this.routes = new Routes(new ControlApi(fleet).routes());
    this.token = token;
    this.server = HttpServer.create(listen, 0);
    server.createContext("/", this::serve);
    server.setExecutor(handlers);
    server.start();
  }

  /** The address listened at. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Response response = answer(exchange);
      response.headers().forEach(exchange.getResponseHeaders()::set);
      boolean silent = exchange.getRequestMethod().equals("HEAD") || response.body().length == 0;
      exchange.sendResponseHeaders(response.status(), silent ? -1 : response.body().length);
      if (!silent) {
        exchange.getResponseBody().write(response.body());
      }
    }
  }

  private Response answer(HttpExchange exchange) throws IOException {
    if (exchange.getRequestHeaders().containsKey("Origin")
        || !ownHost(exchange.getRequestHeaders().getFirst("Host"))) {
      return error(403, "calls from web pages are not answered");
    }
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    if (!token.isEmpty() && !Tokens.same("Bearer " + token, given)) {
      return error(401, "present the token as Authorization: Bearer TOKEN");
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      return error(413, "the body is longer than " + MAX_BODY + " bytes");
    }
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    return switch (routes.find(method, path)) {
      case Routes.Match.Found found ->
          found
              .route()
              .handler()
              .handle(new Request(method, path, found.variables(), Map.of(), Map.of(), body));
      case Routes.Match.WrongMethod wrong -> error(405, "the methods here are " + wrong.allow());
      case Routes.Match.Unknown unused -> error(404, "no " + path + "; see GET /sim/nodes");
    };
  }

  private static boolean ownHost(@Nullable String host) {
    return host != null
        && (host.replaceAll(":\\d+$", "").equals("localhost")
            || host.matches("[0-9.]+(:\\d+)?")
            || host.startsWith("["));
  }

  private static Response error(int status, String text) {
    return Response.json(status, Json.error(text));
  }

  @Override
  public void close() {
    server.stop(0);
    handlers.close();
  }
}
