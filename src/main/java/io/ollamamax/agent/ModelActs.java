package io.ollamamax.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.healing.ActResult;
import io.ollamamax.loop.Time;
import io.ollamamax.ollama.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The acts that Ollama's own API allows. They block, and measure what they did. */
public final class ModelActs {
  private static final Duration QUICK = Duration.ofSeconds(5);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  /** A way to an Ollama server. */
  public interface Way {
    /**
     * The whole answer to a GET.
     *
     * @throws IOException where no answer of status 200 comes in time
     */
    byte[] get(String path, Duration deadline) throws IOException;

    /**
     * The answer to a POST as it comes, to be closed.
     *
     * @throws IOException where no answer of status 200 begins in time; the message holds the
     *     server's own words
     */
    InputStream post(String path, byte[] body, Duration deadline) throws IOException;
  }

  private final Way way;
  private final Time time;

  public ModelActs(Way way, Time time) {
    this.way = way;
    this.time = time;
  }

  /** Takes one model or all out of memory and waits until {@code /api/ps} shows them no more. */
  public ActResult unload(Optional<ModelName> model, Duration patience) {
    long begun = time.nanos();
    try {
      List<String> loaded = loaded(model);
      for (String name : loaded) {
        byte[] body = Json.bytes(Json.object().put("model", name).put("keep_alive", 0));
        try (InputStream answer = way.post("/api/generate", body, left(begun, patience))) {
          answer.readAllBytes();
        }
      }
      while (!loaded(model).isEmpty()) {
        left(begun, patience);
        Thread.sleep(LOOK_AGAIN);
      }
      return ActResult.done(
          loaded.isEmpty() ? "nothing was loaded" : "unloaded " + String.join(", ", loaded),
          Map.of("models", (long) loaded.size(), "took_ms", millisSince(begun)));
    } catch (IOException e) {
      return ActResult.failed(why(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ActResult.failed("the program is ending");
    }
  }

  private List<String> loaded(Optional<ModelName> model) throws IOException {
    List<String> names = new ArrayList<>();
    for (JsonNode one : Json.read(way.get("/api/ps", QUICK)).path("models")) {
      String name = one.path("name").asText();
      if (model.isEmpty() || ModelName.of(name).equals(model.get())) {
        names.add(name);
      }
    }
    return names;
  }

  /** Pulls a model to its end. */
  public ActResult pull(ModelName model, Duration patience) {
    long begun = time.nanos();
    byte[] request = Json.bytes(Json.object().put("model", model.value()).put("stream", true));
    try (InputStream body = way.post("/api/pull", request, patience);
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
      return ActResult.failed(why(e));
    }
  }

  private static String why(IOException e) {
    String text = e.getMessage(); // a refused connection has none
    return text == null
        ? "the node cannot be reached (" + e.getClass().getSimpleName() + ")"
        : text;
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

  /** What a server says is wrong, from its JSON. */
  public static String error(int status, byte[] body) {
    try {
      return "it answers " + status + ": " + Json.read(body).path("error").asText();
    } catch (IOException e) {
      return "it answers " + status;
    }
  }
}
