package io.ollamamax.webhooks;

import io.ollamamax.config.WebhookSettings;
import io.ollamamax.loop.Backoff;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.loop.Time;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts JSON to each configured address; what is not taken with a 2xx is tried again. With a secret
 * the header {@code X-Signature-256} is {@code sha256=} and the hexadecimal HMAC-SHA256 of the
 * body.
 */
public final class Webhooks {
  private static final System.Logger LOG = System.getLogger("webhooks");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String ALGORITHM = "HmacSHA256";

  /**
   * How it is tried again.
   *
   * @param backoff bound of the first pause; doubles
   * @param limit time for all tries of one message
   */
  public record Retry(int retries, Duration backoff, Duration limit) {}

  private final Supplier<List<WebhookSettings>> hooks;
  private final Supplier<Retry> retry;
  private final Executor blocking;
  private final Sequencer control;
  private final Time time;
  private final RandomGenerator random;

  public Webhooks(
      Supplier<List<WebhookSettings>> hooks,
      Supplier<Retry> retry,
      Executor blocking,
      Sequencer control,
      Time time,
      RandomGenerator random) {
    this.hooks = hooks;
    this.retry = retry;
    this.blocking = blocking;
    this.control = control;
    this.time = time;
    this.random = random;
  }

  /**
   * Tells all that a person is needed; never blocks.
   *
   * @param subject a node, or {@code cluster}
   */
  public void tell(String subject, String text) {
    byte[] body =
        Json.bytes(
            Json.object()
                .put("id", HexFormat.of().toHexDigits(random.nextLong()))
                .put("at", time.now().toString())
                .put("kind", "person_needed")
                .put("subject", subject)
                .put("text", text));
    for (WebhookSettings hook : hooks.get()) {
      Delivery delivery = new Delivery(hook, body, retry.get(), time.nanos());
      blocking.execute(delivery::attempt);
    }
  }

  private final class Delivery {
    private final WebhookSettings hook;
    private final byte[] body;
    private final Retry rules;
    private final long since;
    private int tries;

    Delivery(WebhookSettings hook, byte[] body, Retry rules, long since) {
      this.hook = hook;
      this.body = body;
      this.rules = rules;
      this.since = since;
    }

    void attempt() {
      String problem;
      try {
        problem = post();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (IOException | GeneralSecurityException e) {
        problem = e.getClass().getSimpleName() + ": " + e.getMessage();
      }
      if (!problem.isEmpty()) {
        again(problem);
      }
    }

    private String post() throws IOException, InterruptedException, GeneralSecurityException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(hook.url())
              .timeout(PATIENCE)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofByteArray(body));
      if (hook.secretFile().isPresent()) {
        request.header("X-Signature-256", "sha256=" + sign(hook.secretFile().get()));
      }
      try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
        HttpResponse<Void> answer = http.send(request.build(), BodyHandlers.discarding());
        return answer.statusCode() / 100 == 2 ? "" : "status " + answer.statusCode();
      }
    }

    private String sign(Path secretFile) throws IOException, GeneralSecurityException {
      byte[] secret = Files.readString(secretFile).strip().getBytes(StandardCharsets.UTF_8);
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return HexFormat.of().formatHex(mac.doFinal(body));
    }

    private void again(String problem) {
      Duration pause = Duration.ofNanos(Backoff.delay(rules.backoff().toNanos(), tries, random));
      long left = rules.limit().toNanos() - (time.nanos() - since);
      if (tries++ < rules.retries() && pause.toNanos() < left) {
        control.schedule(pause, () -> blocking.execute(this::attempt));
      } else {
        LOG.log(
            Level.ERROR,
            "the webhook at {0} was not told, after {1} tries: {2}",
            hook.url().getHost(),
            tries,
            problem);
      }
    }
  }
}
