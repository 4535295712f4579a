package io.ollamamax.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.ollama.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A gateway in a process of its own, which can be killed. */
final class GatewayProcess implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private final String url;

  GatewayProcess(Path config, String... more) throws IOException {
    this(0, Map.of(), config, more);
  }

  GatewayProcess(Map<String, String> environment, Path config, String... more) throws IOException {
    this(0, environment, config, more);
  }

  GatewayProcess(int port, Path config, String... more) throws IOException {
    this(port, Map.of(), config, more);
  }

  private GatewayProcess(int port, Map<String, String> environment, Path config, String... more)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.ollamamax.Main",
                "start",
                "--listen",
                "127.0.0.1:" + port,
                "--config",
                config.toString()));
    command.addAll(List.of(more));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("OLLAMA_DISTRIBUTED_"));
    builder.environment().putAll(environment);
    this.process = builder.start();
    this.url = address(process.inputReader());
  }

  private String address(BufferedReader out) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      log.add(line);
      if (line.startsWith("Serving ")) {
        Thread.ofVirtual().start(() -> follow(out));
        return line.substring(line.lastIndexOf("http://"));
      }
    }
    throw new IOException("it did not start: " + String.join("\n", log));
  }

  private void follow(BufferedReader out) {
    try {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        log.add(line);
      }
    } catch (IOException e) {
      log.add("(ended)");
    }
  }

  String url() {
    return url;
  }

  long pid() {
    return process.pid();
  }

  String log() {
    return String.join("\n", log);
  }

  HttpResponse<byte[]> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    return call(url, method, path, body, headers);
  }

  static HttpResponse<byte[]> call(
      String url, String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofByteArray());
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return Json.read(send("GET", path, "").body());
  }

  /** As by kill. */
  void terminate() {
    process.destroy();
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  /** As by kill -9. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
