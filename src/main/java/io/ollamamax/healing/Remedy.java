package io.ollamamax.healing;

/** A strategy's steps for a case. */
interface Remedy {
  Proposal propose(Case c);

  static Remedy of(Strategy strategy) {
    return switch (strategy) {
      case LOAD_REDISTRIBUTION -> new LoadRedistribution();
      case RESOURCE_REALLOCATION -> new ResourceReallocation();
      case SERVICE_RESTART -> new ServiceRestart();
      case FAILOVER -> new Failover();
      case SCALING -> new ScaleOut();
    };
  }
}
