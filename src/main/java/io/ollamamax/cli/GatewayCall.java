package io.ollamamax.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which commands reach a running gateway, and the call. */
final class GatewayCall {
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
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(base().replaceAll("/$", "") + path))
              .method(method, BodyPublishers.ofByteArray(body))
              .header("X-Operator", System.getProperty("user.name", "unknown"))
              .timeout(Duration.ofSeconds(10));
      String token = System.getenv("OLLAMA_DISTRIBUTED_TOKEN");
      if (token != null && !token.isBlank()) {
        request.header("Authorization", "Bearer " + token.strip());
      }
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
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

  private String base() {
    String fromEnvironment = System.getenv("OLLAMA_DISTRIBUTED_GATEWAY");
    return gateway != null
        ? gateway
        : fromEnvironment != null ? fromEnvironment : "http://127.0.0.1:8080";
  }
}
