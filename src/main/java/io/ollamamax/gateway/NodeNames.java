package io.ollamamax.gateway;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Gives event loops the addresses of nodes' host names without ever blocking them. */
final class NodeNames extends AddressResolverGroup<InetSocketAddress> {
  private final HostNames names;

  NodeNames(HostNames names) {
    this.names = names;
  }

  @Override
  protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
    return new Names(executor).asAddressResolver();
  }

  private final class Names extends InetNameResolver {
    Names(EventExecutor executor) {
      super(executor);
    }

    @Override
    protected void doResolve(String host, Promise<InetAddress> promise) {
      names.addresses(host).whenComplete(settle(promise, List::getFirst));
    }

    @Override
    protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
      names.addresses(host).whenComplete(settle(promise, all -> all));
    }
  }

  private static <T> BiConsumer<List<InetAddress>, Throwable> settle(
      Promise<T> promise, Function<List<InetAddress>, T> choice) {
    return (addresses, failure) -> {
      if (failure == null) {
        promise.trySuccess(choice.apply(addresses));
      } else {
        promise.tryFailure(failure);
      }
    };
  }
}
