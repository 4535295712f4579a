package io.ollamamax.cli;

import io.ollamamax.GatewayApp;
import io.ollamamax.Logs;
import io.ollamamax.config.Config;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;

/** Runs a gateway until the process is told to end. */
final class Serving {
  private Serving() {}

  /** Starts the gateway, prints what {@code banner} says, serves until SIGTERM or Ctrl-C. */
  static int serve(Config config, String listen, int embeddedNodes, Banner banner)
      throws Commands.Failed {
    InetSocketAddress address = ListenAddress.parse(listen);
    String token = ListenAddress.token(address, config.gateway().tokenFile());
    try {
      Logs.configure(config.logging());
      GatewayApp app = new GatewayApp(config, address, token, embeddedNodes);
      Runtime.getRuntime().addShutdownHook(new Thread(app::close, "shutdown"));
      banner.print(app);
      new CountDownLatch(1).await();
      return 0;
    } catch (IOException e) {
      throw new Commands.Failed(
          e.getMessage() + "; choose another address with --listen HOST:PORT");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  /** Tells the user what to do next. */
  @FunctionalInterface
  interface Banner {
    void print(GatewayApp app) throws InterruptedException;
  }
}
