package io.ollamamax.embedded;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * The child process: one model, one slot, Ollama's API on loopback. It reports its port to its
 * parent and ends with it, since the parent's end closes its standard input.
 */
final class Worker {
  /** Begins the line that reports the port. */
  static final String READY = "READY port=";

  private Worker() {}

  /**
   * Arguments: the model's file, its names, separated by commas, and the pace in tokens per second.
   */
  public static void main(String[] args) throws IOException {
    try (Engine engine = new Engine(Path.of(args[0]))) {
      WorkerApi api =
          new WorkerApi(engine, List.of(args[1].split(",")), Double.parseDouble(args[2]));
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newCachedThreadPool());
      server.createContext("/", api);
      server.start();
      System.out.println(READY + server.getAddress().getPort());
      while (System.in.read() >= 0) {
        // only the end matters
      }
    } finally {
      Runtime.getRuntime().halt(0);
    }
  }
}
