package io.ollamamax.embedded;

import com.sun.net.httpserver.HttpServer;
import io.ollamamax.cluster.ModelName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * The child process: one model, one slot, Ollama's API on loopback. It reports its port to its
 * parent and ends with it, since the parent's end closes its standard input; a line there says how
 * it is to work from then on: the name of a {@link Condition}.
 */
final class Worker {
  /** Begins the line that reports the port. */
  static final String READY = "READY port=";

  /** Begins the line that reports the model's names after a change, separated by commas. */
  static final String NAMES = "NAMES ";

  private Worker() {}

  /**
   * Arguments: the model's file, its names, separated by commas, and the pace in tokens per second.
   */
  public static void main(String[] args) throws IOException {
    try (Engine engine = new Engine(Path.of(args[0]))) {
      AtomicReference<Condition> condition = new AtomicReference<>(Condition.WELL);
      double pace = Double.parseDouble(args[2]);
      WorkerApi api =
          new WorkerApi(
              engine, names(args[1]), () -> new Pace(pace, condition::get), Worker::report);
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

  private static List<ModelName> names(String joined) {
    return Arrays.stream(joined.split(","))
        .filter(name -> !name.isBlank())
        .map(ModelName::of)
        .toList();
  }

  private static void report(List<ModelName> names) {
    System.out.println(
        NAMES + names.stream().map(ModelName::value).collect(Collectors.joining(",")));
  }
}
