package io.ollamamax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ollamamax.config.Config;
import io.ollamamax.config.ConfigLoader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that others wrote, run by {@code compat/run} as processes against a gateway over embedded
 * nodes, plain and while nodes are killed. What is not installed, cannot be fetched or is not
 * served is skipped, and says so.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class CompatIT {
  private static final int NODES = 3;
  private static final int SKIPPED = 77;
  private static GatewayApp app;

  @BeforeAll
  static void start() throws Exception {
    Config config = ConfigLoader.parse("test", "embedded: {pace: 100}").orElseThrow();
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    app = new GatewayApp(config, anyPort, "", NODES);
    app.cluster().await(view -> view.serving() == NODES);
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "npm/ollama",
        "npm/openai",
        "npm/anthropic",
        "python/ollama",
        "python/openai",
        "java/Ollama4j",
        "java/Langchain4j",
        "java/OpenAi"
      })
  void aClientFindsAnOllamaAlsoWhileNodesAreKilled(String suite) throws Exception {
    run(suite);
    run(suite, "--kill");
  }

  private static void run(String suite, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add("compat/run");
    command.add("http://127.0.0.1:" + app.address().getPort());
    command.add("tiny");
    command.add(suite);
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("PATH", System.getProperty("java.home") + "/bin:" + environment.get("PATH"));
    Process process = builder.start();
    String output = read(process);
    int code = process.waitFor();
    if (code == SKIPPED) {
      System.err.println(suite + " was not tried: " + output.strip());
    }
    Assumptions.assumeTrue(code != SKIPPED, output);
    assertEquals(0, code, output);
  }

  private static String read(Process process) throws IOException {
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
