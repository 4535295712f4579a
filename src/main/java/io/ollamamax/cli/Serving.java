package io.ollamamax.cli;

import io.ollamamax.ConfigReload;
import io.ollamamax.ControlStates;
import io.ollamamax.EmbeddedPlan;
import io.ollamamax.GatewayApp;
import io.ollamamax.cluster.ControlState;
import io.ollamamax.cluster.ControlState.UnavailableException;
import io.ollamamax.config.Config;
import io.ollamamax.config.ConfigException;
import io.ollamamax.config.NodeSettings;
import io.ollamamax.config.store.ConfigStore;
import io.ollamamax.config.store.Launch;
import io.ollamamax.config.store.Outcome;
import io.ollamamax.logging.Logs;
import io.ollamamax.loop.SystemTime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Runs a gateway until the process is told to end. */
final class Serving {
  private Serving() {}

  /** The configuration that goes on from what is stored. */
  static ConfigStore open(Launch launch) throws Commands.Failed {
    try {
      return open(launch, ControlStates.open(launch.layers().config(), System.getenv()));
    } catch (UnavailableException e) {
      throw new Commands.Failed(String.valueOf(e.getMessage()));
    }
  }

  /** The configuration that goes on from a state. */
  static ConfigStore open(Launch launch, ControlState state) throws Commands.Failed {
    try {
      return new ConfigStore(state, launch, new SystemTime());
    } catch (ConfigException e) {
      state.close();
      throw new Commands.Failed(
          Outcome.REFUSED
              + " of what is given with what operators set since:\n"
              + e.getMessage()
              + "\nChange the file so that both fit.");
    } catch (UnavailableException e) {
      state.close();
      throw new Commands.Failed(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Starts the gateway, prints what {@code banner} says, serves until SIGTERM or Ctrl-C. SIGHUP
   * reads the configuration file anew.
   *
   * @param found nodes beside the configured ones
   * @param watch whether to take the file over whenever it changes
   */
  static int serve(
      ConfigStore store,
      List<NodeSettings> found,
      EmbeddedPlan embedded,
      boolean watch,
      Banner banner)
      throws Commands.Failed {
    Config config = store.effective().config();
    InetSocketAddress address = ListenAddress.parse(config.gateway().listen().toString());
    String token = ListenAddress.token(address, config.gateway().tokenFile());
    try {
      Logs.configure(config.logging());
      GatewayApp app = new GatewayApp(store, found, address, token, embedded);
      Runtime.getRuntime().addShutdownHook(new Thread(app::close, "shutdown"));
      store.launch().file().ifPresent(file -> follow(app.reloadFrom(file), watch));
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

  private static void follow(ConfigReload reload, boolean watch) {
    Hangup.run(() -> reload.request("SIGHUP"));
    if (watch) {
      reload.watch();
    }
  }

  /** Tells the user what to do next. */
  @FunctionalInterface
  interface Banner {
    void print(GatewayApp app) throws InterruptedException;
  }
}
