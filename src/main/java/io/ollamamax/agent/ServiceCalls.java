package io.ollamamax.agent;

import io.ollamamax.agent.service.Answering;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Consumer;

/** What an agent asks of the services of its host. */
public final class ServiceCalls implements Answering {
  private static final Duration ALIVE = Duration.ofSeconds(2);

  private final HttpClient http;

  public ServiceCalls(HttpClient http) {
    this.http = http;
  }

  @Override
  public void ask(URI url, Consumer<Boolean> answer) {
    http.sendAsync(
            HttpRequest.newBuilder(url.resolve("/api/version")).timeout(ALIVE).build(),
            BodyHandlers.discarding())
        .whenComplete(
            (response, failure) -> answer.accept(failure == null && response.statusCode() == 200));
  }

  /** The way to a service. */
  ModelActs.Way to(URI url) {
    return new ModelActs.Way() {
      @Override
      public byte[] get(String path, Duration deadline) throws IOException {
        try (InputStream answer = send(HttpRequest.newBuilder(url.resolve(path)), deadline)) {
          return answer.readAllBytes();
        }
      }

      @Override
      public InputStream post(String path, byte[] body, Duration deadline) throws IOException {
        return send(
            HttpRequest.newBuilder(url.resolve(path)).POST(BodyPublishers.ofByteArray(body)),
            deadline);
      }
    };
  }

  private InputStream send(HttpRequest.Builder request, Duration deadline) throws IOException {
    try {
      HttpResponse<InputStream> response =
          http.send(request.timeout(deadline).build(), BodyHandlers.ofInputStream());
      if (response.statusCode() == 200) {
        return response.body();
      }
      try (InputStream body = response.body()) {
        throw new IOException(ModelActs.error(response.statusCode(), body.readAllBytes()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("the agent is ending").initCause(e);
    }
  }
}
