package io.ollamamax.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ollamamax.agent.service.ProcessMemory.Known;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.Fence;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FenceGuardTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");

  private static Optional<String> refusal(FenceGuard guard, NodeId node, long term, long index) {
    return guard.refusal(node, new Fence("x", term, index));
  }

  @Test
  void olderDecisionsOnANodeAreRefused() {
    FenceGuard guard = new FenceGuard(new AgentState());
    assertEquals(Optional.empty(), refusal(guard, A, 2, 10));
    assertEquals(Optional.empty(), refusal(guard, A, 2, 10)); // the next step of one decision
    assertEquals(
        Optional.of("decision 9 is older than 10, which was carried out on a"),
        refusal(guard, A, 2, 9));
    assertEquals(Optional.empty(), refusal(guard, B, 2, 9)); // another node, on its way at once
  }

  @Test
  void anOlderTermIsRefusedOnEveryNode() {
    FenceGuard guard = new FenceGuard(new AgentState());
    assertEquals(Optional.empty(), refusal(guard, A, 3, 20));
    assertEquals(
        Optional.of("it was decided in term 2, and term 3 has acted since"),
        refusal(guard, B, 2, 99));
    assertEquals(Optional.empty(), refusal(guard, B, 3, 5));
    assertEquals(Optional.empty(), refusal(guard, A, 4, 1));
  }

  @Test
  void aClusterBuiltAnewIsNotRefused() {
    FenceGuard guard = new FenceGuard(new AgentState());
    assertEquals(Optional.empty(), refusal(guard, A, 30, 20));
    assertEquals(Optional.empty(), guard.refusal(A, new Fence("y", 1, 1)));
    assertEquals(
        Optional.of("it was decided in term 1, and term 30 has acted since"),
        refusal(guard, A, 1, 1));
  }

  @Test
  void allOfItOutlivesTheAgent(@TempDir Path folder) throws IOException {
    URI gateway = URI.create("http://10.0.0.5:8080");
    Known process = new Known(7, Instant.ofEpochMilli(5), URI.create("http://127.0.0.1:1"));
    try (AgentState state = new AgentState(folder)) {
      assertThrows(IOException.class, () -> new AgentState(folder));
      new FenceGuard(state).refusal(A, new Fence("x", 3, 20));
      state.remember(gateway, "secret");
      state.remember(A, process);
    }
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(folder.resolve("agent-state.json"))));
    try (AgentState state = new AgentState(folder)) {
      assertEquals(
          Optional.of("it was decided in term 2, and term 3 has acted since"),
          refusal(new FenceGuard(state), A, 2, 1));
      assertEquals(Optional.of("secret"), state.credential(gateway));
      assertEquals(Optional.of(process), state.find(A));
      state.forget(gateway);
      state.forget(A);
    }
    try (AgentState state = new AgentState(folder)) {
      assertEquals(Optional.empty(), state.credential(gateway));
      assertEquals(Optional.empty(), state.find(A));
    }
  }

  @Test
  void aDamagedStateIsSetAside(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("agent-state.json"), "{\"fences");
    try (AgentState state = new AgentState(folder)) {
      assertEquals(0, state.term("x"));
    }
    assertEquals("{\"fences", Files.readString(folder.resolve("agent-state.json.damaged")));
  }
}
