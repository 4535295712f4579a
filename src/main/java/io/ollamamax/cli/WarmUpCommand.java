package io.ollamamax.cli;

import io.ollamamax.AgentApp;
import io.ollamamax.GatewayApp;
import io.ollamamax.config.Config;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs what the other commands run, so that the launcher can keep their classes in a cache. */
@Command(
    name = "warm-up",
    hidden = true,
    description = "Uses every command once and prints nothing; the launcher makes its cache of it.")
final class WarmUpCommand implements Callable<Integer> {
  @Override
  public Integer call() throws IOException {
    Path file = Files.createTempFile("ollama-distributed", ".yaml");
    try (GatewayApp app =
        new GatewayApp(
            Config.defaults(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "", 0)) {
      AgentApp agent = AgentApp.withoutServices(url(app));
      Files.writeString(
          file, "inference: {fault_tolerance: {retry_attempts: 99, retry_delays: 1s}}");
      String config = file.toString();
      run("validate-config", "--config", config);
      run("validate-config", "--config", config, "--output", "json");
      Files.writeString(
          file,
          "inference: {fault_tolerance: {retry_attempts: 4}}\nnodes: [{url: 'http://localhost'}]");
      run("check-config", "--current", config, "--new", config);
      run("config-show", "--config", config, "--profile", "production");
      run("config-schema");
      run("reset-config", "--component", "fault-tolerance", "--config", config);
      Files.delete(Path.of(config + ".bak"));
      String url = url(app).toString();
      run("status", "--gateway", url);
      run("nodes", "--gateway", url);
      run("top", "--once", "--gateway", url);
      run("events", "--gateway", url);
      run("config-show", "--gateway", url);
      run("reload-config", "--config", config, "--gateway", url);
      run("config-history", "--gateway", url);
      run("rollback-config", "--to", "1", "--gateway", url);
      agent.close();
    } finally {
      Files.deleteIfExists(file);
    }
    return 0;
  }

  private static URI url(GatewayApp app) {
    return URI.create("http://127.0.0.1:" + app.address().getPort());
  }

  private static void run(String... command) {
    CommandLine line = Commands.line(command);
    line.setOut(new PrintWriter(Writer.nullWriter()));
    line.setErr(new PrintWriter(Writer.nullWriter()));
    line.execute(command);
  }
}
