package io.ollamamax.embedded;

import com.sun.net.httpserver.HttpServer;
import io.ollamamax.ollama.ModelFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The child process: one set of weights, one slot, Ollama's API on loopback. It reports its port to
 * its parent and ends with it, since the parent's end closes its standard input; a line there says
 * how it is to work from then on: the name of a {@link Condition}.
 */
final class Worker {
  /** Begins the line that reports the port. */
  static final String READY = "READY port=";

  private Worker() {}

  /**
   * Arguments: the file of the weights, the folder of the models, the names that a pull knows,
   * separated by commas, and the pace in tokens per second.
   */
  public static void main(String[] args) throws IOException {
    try (Engine engine = new Engine(Path.of(args[0]))) {
      Path weights = Path.of(args[0]);
      WorkerModels models =
          new WorkerModels(
              new ModelFolder(Path.of(args[1])),
              new Shipped(weights, engine.digest(), Arrays.asList(args[2].split(","))),
              "sha256:" + engine.digest());
      AtomicReference<Condition> condition = new AtomicReference<>(Condition.WELL);
      double pace = Double.parseDouble(args[3]);
      WorkerApi api = new WorkerApi(engine, models, () -> new Pace(pace, condition::get));
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newCachedThreadPool());
      server.createContext("/", api);
      server.start();
      System.out.println(READY + server.getAddress().getPort());
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
          .lines()
          .map(Condition::valueOf)
          .forEach(condition::set);
    } finally {
      Runtime.getRuntime().halt(0);
    }
  }
}
