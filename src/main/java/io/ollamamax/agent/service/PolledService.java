package io.ollamamax.agent.service;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A service that others run: a systemd unit, or whatever the operator's commands start. It is
 * looked at each second, and at once where its process ends. It lives on without its agent.
 */
public final class PolledService implements Service {
  private static final long LOOK_MILLIS = 1000;

  /** What was seen. */
  public sealed interface Look {
    /** It runs; pid 0 where it is not known. */
    record Runs(long pid) implements Look {}

    /** It is on its way up or down. */
    record Changes() implements Look {}

    /** It does not run. */
    record Ended(Ending why) implements Look {}
  }

  /** The host's commands for the service. They block and have deadlines. */
  public interface Commands {
    Look look() throws IOException, InterruptedException;

    void start() throws IOException, InterruptedException;

    void stop(Duration grace) throws IOException, InterruptedException;
  }

  /** A call that may fail. */
  private interface Call {
    void run() throws IOException, InterruptedException;
  }

  private final Commands commands;
  private final URI url;
  private volatile CompletableFuture<Void> lookNow = new CompletableFuture<>();
  private volatile boolean released;

  /**
   * @param url where it serves, as the agent reaches it
   */
  public PolledService(Commands commands, URI url) {
    this.commands = commands;
    this.url = url;
  }

  @Override
  public void start(Listener listener) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                if (commands.look() instanceof Look.Ended) {
                  if (Sockets.accepts(url)) {
                    listener.ended(Ending.portTaken(Sockets.port(url)));
                    return;
                  }
                  commands.start();
                }
                follow(listener);
              } catch (IOException e) {
                listener.ended(Ending.down(String.valueOf(e.getMessage())));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private void follow(Listener listener) throws IOException, InterruptedException {
    long known = -1;
    while (!released) {
      lookNow = new CompletableFuture<>();
      switch (commands.look()) {
        case Look.Runs runs -> {
          if (runs.pid() != known) {
            known = runs.pid();
            listener.started(known, url);
          }
          waitForChange(known);
        }
        case Look.Changes changes -> waitForChange(-1);
        case Look.Ended ended -> {
          listener.ended(ended.why());
          return;
        }
      }
    }
  }

  private void waitForChange(long pid) throws InterruptedException {
    CompletableFuture<?> exit =
        pid <= 0
            ? new CompletableFuture<>()
            : ProcessHandle.of(pid)
                .<CompletableFuture<?>>map(ProcessHandle::onExit)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    try {
      CompletableFuture.anyOf(exit, lookNow).get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return;
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing of it fails", e);
    }
  }

  @Override
  public void stop(Duration grace) {
    call(() -> commands.stop(grace));
  }

  private void call(Call call) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                call.run();
              } catch (IOException e) {
                System.getLogger(PolledService.class.getName())
                    .log(System.Logger.Level.WARNING, e.getMessage());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              lookNow.complete(null);
            });
  }

  @Override
  public void release() {
    released = true;
    lookNow.complete(null);
  }

  @Override
  public Optional<Path> log() {
    return Optional.empty();
  }
}
