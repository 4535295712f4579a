package io.ollamamax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.config.Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code dist/load-test} tells whole answers from broken ones. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@SuppressWarnings("NullAway.Init")
class LoadTestIT {
  private static GatewayApp app;

  private record Run(int code, String said) {}

  @BeforeAll
  static void start() throws Exception {
    app =
        new GatewayApp(
            Config.defaults(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            "secret",
            1);
    app.cluster().await(view -> view.serving() == 1);
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static Run run(String model, String token) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    "dist/load-test",
                    "http://127.0.0.1:" + app.address().getPort(),
                    model,
                    "4",
                    "2",
                    "What is a \"circuit breaker\"?"))
            .redirectErrorStream(true);
    builder.environment().put("OLLAMA_DISTRIBUTED_TOKEN", token);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), said);
  }

  @Test
  void countsWholeAnswers() throws Exception {
    Run run = run("tiny", "secret");
    assertEquals(0, run.code(), run.said());
    assertTrue(run.said().contains("whole answers:   4\nbroken answers:  0\n"), run.said());
    assertTrue(run.said().contains("status 200:      4"), run.said());
  }

  @Test
  void countsWhatIsNoAnswer() throws Exception {
    Run unknown = run("nobody-has-it", "secret");
    assertEquals(1, unknown.code(), unknown.said());
    assertTrue(unknown.said().contains("broken answers:  4\nstatus 404:      4"), unknown.said());
    assertTrue(run("tiny", "guessed").said().contains("status 401:      4"));
  }
}
