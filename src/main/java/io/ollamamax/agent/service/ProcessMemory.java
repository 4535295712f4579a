package io.ollamamax.agent.service;

import io.ollamamax.cluster.NodeId;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** The processes of an agent, kept over its own end, so that its successor takes them over. */
public interface ProcessMemory {
  /**
   * A process.
   *
   * @param started tells it from a later one of the same pid
   * @param url where it serves, as this host reaches it
   */
  record Known(long pid, Instant started, URI url) {
    /** The process, if it still lives. */
    Optional<ProcessHandle> alive() {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(handle -> handle.info().startInstant().filter(started::equals).isPresent());
    }
  }

  Optional<Known> find(NodeId id);

  void remember(NodeId id, Known process);

  void forget(NodeId id);
}
