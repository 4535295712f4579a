package io.ollamamax.api;

import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * {@code /}: the status page for browsers, Ollama's own text for everybody else. What the page is
 * made of stands under {@code /page/VERSION/}, whose name changes with its content.
 */
public final class StatusPage {
  private static final String INDEX = "index.html";

  /** The files of the page, beside the first. */
  static final List<String> PARTS =
      List.of(
          "api.js",
          "app.js",
          "breakers.js",
          "card.js",
          "chart.js",
          "config.js",
          "demo.js",
          "dom.js",
          "emergency.js",
          "format.js",
          "healing.js",
          "icon.svg",
          "live.js",
          "models.js",
          "nodes.js",
          "notice.js",
          "overview.js",
          "picture.js",
          "prediction.js",
          "rates.js",
          "style.css",
          "timeline.js");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  /** Nothing but this gateway's own files and API; no text can become code. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  private static final Map<String, String> SAFE =
      Map.of(
          "Content-Security-Policy", POLICY,
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Permissions-Policy", "camera=(), geolocation=(), microphone=()",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin");

  private final String version;
  private final Response index;
  private final Map<String, Response> parts;

  public StatusPage() {
    Map<String, byte[]> contents = new HashMap<>();
    MessageDigest digest = sha256();
    byte[] first = read(INDEX);
    digest.update(first);
    for (String name : PARTS) {
      byte[] content = read(name);
      digest.update(content);
      contents.put(name, content);
    }
    this.version = HexFormat.of().formatHex(digest.digest(), 0, 6);
    String html = new String(first, StandardCharsets.UTF_8).replace("@VERSION@", version);
    this.index =
        response(
            INDEX,
            html.getBytes(StandardCharsets.UTF_8),
            Map.of("Cache-Control", "no-cache", "Vary", "Accept"));
    Map<String, Response> made = new HashMap<>();
    contents.forEach(
        (name, content) ->
            made.put(
                name,
                response(
                    name,
                    content,
                    Map.of("Cache-Control", "public, max-age=31536000, immutable"))));
    this.parts = Map.copyOf(made);
  }

  public List<Route> routes() {
    return List.of(Route.get("/", this::root), Route.get("/page/{version}/{file}", this::part));
  }

  private Response root(Request request) {
    String accept = request.headers().getOrDefault("accept", "");
    return wantsPage(accept) ? index : Response.text(200, "Ollama is running");
  }

  /** Whether HTML is named among what is accepted: browsers do, clients of the API do not. */
  static boolean wantsPage(String accept) {
    for (String range : accept.split(",", -1)) {
      String[] parameters = range.split(";", -1);
      if (parameters[0].strip().equalsIgnoreCase("text/html")) {
        for (int i = 1; i < parameters.length; i++) {
          if (parameters[i].strip().matches("[qQ]=0(\\.0{0,3})?")) {
            return false;
          }
        }
        return true;
      }
    }
    return false;
  }

  private Response part(Request request) {
    Response part =
        request.variable("version").equals(version) ? parts.get(request.variable("file")) : null;
    return part != null ? part : Response.text(404, "the page has no such part; load it anew");
  }

  private static Response response(String name, byte[] content, Map<String, String> more) {
    Map<String, String> headers = new HashMap<>(SAFE);
    headers.putAll(more);
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    headers.put("Content-Type", type == null ? "application/octet-stream" : type);
    return new Response(200, headers, content);
  }

  private static byte[] read(String name) {
    try (InputStream in = StatusPage.class.getResourceAsStream("page/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the page's part " + name + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the page's part " + name + " cannot be read", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
