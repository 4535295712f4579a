package io.ollamamax.simnode;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.ollama.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Calls simulated nodes. */
final class SimClient implements AutoCloseable {
  static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** A whole answer. */
  record Answer(int status, String type, String body) {
    JsonNode json() throws IOException {
      return Json.read(body.getBytes(StandardCharsets.UTF_8));
    }

    String error() throws IOException {
      return json().path("error").asText();
    }

    List<JsonNode> lines() throws IOException {
      List<JsonNode> lines = new ArrayList<>();
      for (String line : body.lines().toList()) {
        lines.add(Json.read(line.getBytes(StandardCharsets.UTF_8)));
      }
      return lines;
    }

    /** All the text of a native stream. */
    String text() throws IOException {
      StringBuilder text = new StringBuilder();
      for (JsonNode line : lines()) {
        text.append(line.path("response").asText()).append(line.at("/message/content").asText());
      }
      return text.toString();
    }
  }

  /** An answer that is read line by line. */
  record Lines(int status, BufferedReader reader) implements AutoCloseable {
    /** The next line; missing where the answer has ended properly. */
    JsonNode next() throws IOException {
      String line = reader.readLine();
      return line == null
          ? Json.MAPPER.missingNode()
          : Json.read(line.getBytes(StandardCharsets.UTF_8));
    }

    List<JsonNode> rest() throws IOException {
      List<JsonNode> rest = new ArrayList<>();
      for (JsonNode line = next(); !line.isMissingNode(); line = next()) {
        rest.add(line);
      }
      return rest;
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }

  Answer get(SimNode node, String path) throws Exception {
    return call(node.url(), "GET", path, "");
  }

  Answer post(SimNode node, String path, String body) throws Exception {
    return call(node.url(), "POST", path, body);
  }

  Answer call(URI base, String method, String path, String body, String... headers)
      throws Exception {
    return answer(
        http.send(
            request(base, method, path, body, headers), HttpResponse.BodyHandlers.ofString()));
  }

  CompletableFuture<Answer> later(SimNode node, String path, String body) {
    return http.sendAsync(
            request(node.url(), "POST", path, body), HttpResponse.BodyHandlers.ofString())
        .thenApply(SimClient::answer);
  }

  Lines open(SimNode node, String path, String body) throws Exception {
    HttpResponse<InputStream> response =
        http.send(
            request(node.url(), "POST", path, body), HttpResponse.BodyHandlers.ofInputStream());
    return new Lines(
        response.statusCode(),
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
  }

  private static Answer answer(HttpResponse<String> response) {
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(""),
        response.body());
  }

  private static HttpRequest request(
      URI base, String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofSeconds(60))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }

  /** Sends a request on a socket of its own, and reads nothing yet. */
  static Socket send(SimNode node, String path, String body) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.url().getPort());
    String request =
        "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n";
    socket.getOutputStream().write((request + body).getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  /** Waits for what must come; the test's own deadline bounds it. */
  static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
