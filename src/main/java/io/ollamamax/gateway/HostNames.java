package io.ollamamax.gateway;

import io.ollamamax.loop.Time;
import io.ollamamax.nodes.Lookup;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Looks host names up where blocking is allowed: one look-up of a name at a time, each waited for
 * within a deadline. Any thread may ask.
 */
public final class HostNames implements Lookup {
  /** The blocking look-up. */
  @FunctionalInterface
  public interface Resolver {
    /** All addresses of the name, the preferred one first. */
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /** The machine's own, which knows of its hosts file as well. */
    static List<InetAddress> system(String host) throws UnknownHostException {
      return List.of(InetAddress.getAllByName(host));
    }
  }

  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(30);

  private record Known(List<InetAddress> addresses, long at) {}

  private final Resolver resolver;
  private final Executor blocking;
  private final Duration deadline;
  private final Time time;
  private final Map<String, CompletableFuture<List<InetAddress>>> running =
      new ConcurrentHashMap<>();
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /**
   * @param blocking runs each look-up on a thread that may block
   * @param deadline how long anybody waits for a look-up; it may go on after that
   */
  public HostNames(Resolver resolver, Executor blocking, Duration deadline, Time time) {
    this.resolver = resolver;
    this.blocking = blocking;
    this.deadline = deadline;
    this.time = time;
  }

  @Override
  public void start(String host, Consumer<Answer> answer) {
    lookUp(host)
        .whenComplete(
            (addresses, failure) ->
                answer.accept(
                    failure == null ? new Found(addresses) : new Failed(reason(host, failure))));
  }

  /**
   * The addresses as last seen, at once; where they are old they are looked up again for the next
   * caller. A name that was never seen is looked up first.
   */
  CompletableFuture<List<InetAddress>> addresses(String host) {
    Known last = known.get(host);
    if (last == null) {
      return lookUp(host);
    }
    if (time.nanos() - last.at() > FRESH_NANOS && !running.containsKey(host)) {
      lookUp(host);
    }
    return CompletableFuture.completedFuture(last.addresses());
  }

  private CompletableFuture<List<InetAddress>> lookUp(String host) {
    CompletableFuture<List<InetAddress>> own = new CompletableFuture<>();
    CompletableFuture<List<InetAddress>> other = running.putIfAbsent(host, own);
    if (other != null) {
      return within(other);
    }
    blocking.execute(
        () -> {
          try {
            List<InetAddress> addresses = resolver.resolve(host);
            if (addresses.isEmpty()) {
              throw new UnknownHostException(host);
            }
            known.put(host, new Known(addresses, time.nanos()));
            running.remove(host);
            own.complete(addresses);
          } catch (UnknownHostException | RuntimeException e) {
            running.remove(host);
            own.completeExceptionally(e);
          }
        });
    return within(own);
  }

  private CompletableFuture<List<InetAddress>> within(CompletableFuture<List<InetAddress>> lookUp) {
    return lookUp.copy().orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  private String reason(String host, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return switch (cause) {
      case TimeoutException late ->
          "no answer to the look-up of '"
              + host
              + "' within "
              + deadline.toMillis() / 1000.0
              + " s";
      case UnknownHostException unknown -> "the host name '" + host + "' is not known";
      case null, default -> "the look-up of '" + host + "' failed";
    };
  }
}
