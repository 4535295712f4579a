package io.ollamamax.agent.service;

import java.net.URI;
import java.util.function.Consumer;

/** Asks a service whether it is alive. */
@FunctionalInterface
public interface Answering {
  /** Asks {@code /api/version} once, with a deadline; tells on any thread whether it answered. */
  void ask(URI url, Consumer<Boolean> answer);
}
