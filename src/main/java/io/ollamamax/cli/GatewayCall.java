package io.ollamamax.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which commands reach a running gateway, and the call. */
final class GatewayCall {
  private static final String DATA = "data: ";
  private static final Duration AGAIN = Duration.ofSeconds(1);

  @Option(
      names = "--gateway",
      paramLabel = "URL",
      description =
          "The gateway; by default OLLAMA_DISTRIBUTED_GATEWAY, or else http://127.0.0.1:8080.")
  private @Nullable String gateway;

  @Mixin private Output output = new Output();

  /** What a gateway answered. */
  record Answer(int status, JsonNode body) {
    boolean isDone() {
      return status < 300;
    }

    String error() {
      return body.path("error").asText("status " + status);
    }
  }

  /** Prints the result as it was asked for. */
  void print(JsonNode json, Supplier<String> text) {
    output.print(json, text);
  }

  /** Prints one of many results. */
  void printLine(JsonNode json, Supplier<String> text) {
    output.printLine(json, text);
  }

  /** A value as one segment of a path. */
  static String segment(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  JsonNode get(String path) throws Commands.Failed {
    return call("GET", path, new byte[0]);
  }

  /** The gateway's answer; an error that it tells of is thrown. */
  JsonNode call(String method, String path, byte[] body) throws Commands.Failed {
    Answer answer = answer(method, path, body);
    if (answer.body().has("error")) {
      throw new Commands.Failed(base() + " says: " + answer.error());
    }
    return answer.body();
  }

  /** The gateway's answer, whatever it is. */
  Answer answer(String method, String path, byte[] body) throws Commands.Failed {
    try (HttpClient client = client()) {
      HttpRequest request =
          request(path)
              .method(method, BodyPublishers.ofByteArray(body))
              .timeout(Duration.ofSeconds(10))
              .build();
      HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), Json.read(response.body()));
    } catch (IllegalArgumentException e) {
      throw new Commands.Failed("'" + base() + "' is no URL of a gateway");
    } catch (IOException e) {
      throw new Commands.Failed(
          "no gateway answers at " + base() + ": is it running? Name another with --gateway URL");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Commands.Failed("interrupted");
    }
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base().replaceAll("/$", "") + path))
            .header("X-Operator", System.getProperty("user.name", "unknown"));
    String token = System.getenv("OLLAMA_DISTRIBUTED_TOKEN");
    return token == null || token.isBlank()
        ? request
        : request.header("Authorization", "Bearer " + token.strip());
  }

  /**
   * Hands over each event that comes after the one of that number; dials again where the stream
   * breaks, and returns when the thread is interrupted.
   */
  void follow(String path, long after, Consumer<JsonNode> event) throws Commands.Failed {
    AtomicLong last = new AtomicLong(after);
    try (HttpClient client = client()) {
      while (true) {
        try {
          follow(client, path, last, event);
          output.printError(base() + " ended the stream; trying again");
        } catch (IOException e) {
          output.printError(base() + " does not answer; trying again");
        }
        Thread.sleep(AGAIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow(HttpClient client, String path, AtomicLong last, Consumer<JsonNode> event)
      throws IOException, InterruptedException, Commands.Failed {
    HttpRequest request =
        request(path)
            .header("Accept", "text/event-stream")
            .header("Last-Event-ID", Long.toString(last.get()))
            .build();
    HttpResponse<Stream<String>> response =
        client.send(request, HttpResponse.BodyHandlers.ofLines());
    try (Stream<String> lines = response.body()) {
      if (response.statusCode() != 200) {
        throw new Commands.Failed(base() + " says: " + lines.collect(Collectors.joining()));
      }
      lines
          .filter(line -> line.startsWith(DATA))
          .map(line -> line.substring(DATA.length()).getBytes(StandardCharsets.UTF_8))
          .forEach(
              data -> {
                JsonNode one = read(data);
                last.set(one.path("number").asLong());
                event.accept(one);
              });
    } catch (UncheckedIOException e) {
      throw new IOException(e);
    }
  }

  private static JsonNode read(byte[] json) {
    try {
      return Json.read(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String base() {
    String fromEnvironment = System.getenv("OLLAMA_DISTRIBUTED_GATEWAY");
    return gateway != null
        ? gateway
        : fromEnvironment != null ? fromEnvironment : "http://127.0.0.1:8080";
  }
}
