package io.ollamamax.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.agent.service.Answering;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.healing.ActResult;
import io.ollamamax.loop.Time;
import io.ollamamax.ollama.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What an agent asks of the service itself, by Ollama's API. */
public final class ServiceCalls implements Answering {
  private static final Duration ALIVE = Duration.ofSeconds(2);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final HttpClient http;
  private final Time time;

  public ServiceCalls(HttpClient http, Time time) {
    this.http = http;
    this.time = time;
  }

  @Override
  public void ask(URI url, Consumer<Boolean> answer) {
    http.sendAsync(
            HttpRequest.newBuilder(url.resolve("/api/version")).timeout(ALIVE).build(),
            BodyHandlers.discarding())
        .whenComplete(
            (response, failure) -> answer.accept(failure == null && response.statusCode() == 200));
  }

  /** Takes one model or all out of memory and waits until {@code /api/ps} shows them no more. */
  ActResult unload(URI url, Optional<ModelName> model, Duration patience) {
    long begun = time.nanos();
    try {
      List<String> loaded = loaded(url, model);
      for (String name : loaded) {
        post(
            url.resolve("/api/generate"),
            Json.bytes(Json.object().put("model", name).put("keep_alive", 0)),
            left(begun, patience));
      }
      while (!loaded(url, model).isEmpty()) {
        left(begun, patience);
        Thread.sleep(LOOK_AGAIN);
      }
      return ActResult.done(
          loaded.isEmpty() ? "nothing was loaded" : "unloaded " + String.join(", ", loaded),
          Map.of("models", (long) loaded.size(), "took_ms", millisSince(begun)));
    } catch (IOException e) {
      return ActResult.failed(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ActResult.failed("the agent is ending");
    }
  }

  private List<String> loaded(URI url, Optional<ModelName> model)
      throws IOException, InterruptedException {
    JsonNode answer =
        Json.read(
            http.send(
                    HttpRequest.newBuilder(url.resolve("/api/ps")).timeout(ALIVE).build(),
                    BodyHandlers.ofByteArray())
                .body());
    List<String> names = new ArrayList<>();
    for (JsonNode one : answer.path("models")) {
      String name = one.path("name").asText();
      if (model.isEmpty() || ModelName.of(name).equals(model.get())) {
        names.add(name);
      }
    }
    return names;
  }

  private void post(URI url, byte[] body, Duration deadline)
      throws IOException, InterruptedException {
    var response =
        http.send(
            HttpRequest.newBuilder(url)
                .POST(BodyPublishers.ofByteArray(body))
                .timeout(deadline)
                .build(),
            BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(
          url.getPath() + " answers " + response.statusCode() + ": " + error(response.body()));
    }
  }

  private static String error(byte[] body) {
    try {
      return Json.read(body).path("error").asText();
    } catch (IOException e) {
      return "no JSON";
    }
  }

  /** Pulls a model to its end. */
  ActResult pull(URI url, ModelName model, Duration patience) {
    long begun = time.nanos();
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/api/pull"))
            .POST(
                BodyPublishers.ofByteArray(
                    Json.bytes(Json.object().put("model", model.value()).put("stream", true))))
            .timeout(patience)
            .build();
    try (InputStream body = http.send(request, BodyHandlers.ofInputStream()).body();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      String last = "nothing";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        left(begun, patience);
        JsonNode progress = Json.read(line.getBytes(StandardCharsets.UTF_8));
        if (progress.has("error")) {
          return ActResult.failed(progress.path("error").asText());
        }
        last = progress.path("status").asText();
      }
      return last.equals("success")
          ? ActResult.done("pulled " + model, Map.of("took_ms", millisSince(begun)))
          : ActResult.failed("the pull ended without success; its last word was: " + last);
    } catch (IOException e) {
      return ActResult.failed(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ActResult.failed("the agent is ending");
    }
  }

  private Duration left(long begun, Duration patience) throws IOException {
    Duration left = patience.minusNanos(time.nanos() - begun);
    if (left.isNegative() || left.isZero()) {
      throw new IOException("not within " + patience.toMillis() + " ms");
    }
    return left;
  }

  private long millisSince(long begun) {
    return TimeUnit.NANOSECONDS.toMillis(time.nanos() - begun);
  }
}
