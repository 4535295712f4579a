package io.ollamamax.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.ControlState;
import io.ollamamax.cluster.ControlState.Snapshot;
import io.ollamamax.cluster.ControlState.UnavailableException;
import io.ollamamax.cluster.ControlState.Write;
import io.ollamamax.cluster.ControlStateContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileControlStateTest extends ControlStateContract {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Override
  protected ControlState open() {
    return new FileControlState(folder);
  }

  private Path file() {
    return folder.resolve("control-state");
  }

  private String refused() {
    String message =
        String.valueOf(assertThrows(UnavailableException.class, this::open).getMessage());
    assertTrue(message.contains(folder.toString()), message);
    return message;
  }

  @Test
  void whatIsWrittenIsThereAgainInTheNextTerm() {
    try (ControlState state = open()) {
      assertEquals(1, state.snapshot().term());
      state.commit(Write.put("a", "one\ntwo \u00e9"));
    }
    try (ControlState state = open()) {
      assertEquals(2, state.snapshot().term());
      assertEquals(1, state.snapshot().index());
      assertEquals(Optional.of("one\ntwo \u00e9"), state.snapshot().text("a"));
    }
    try (ControlState state = open()) {
      assertEquals(3, state.snapshot().term());
    }
  }

  @Test
  void whatAnotherProcessWouldReadIsDurableWhenAcknowledged() throws IOException {
    try (ControlState state = open()) {
      Snapshot after = state.commit(Write.put("a", "1"));
      assertEquals(after, StateFile.read(Files.readAllBytes(file())));
    }
  }

  @Test
  void aCrashWhileWritingLeavesTheLastState() throws IOException {
    try (ControlState state = open()) {
      state.commit(Write.put("a", "1"));
    }
    Files.writeString(folder.resolve("control-state.new"), "half");
    try (ControlState state = open()) {
      assertEquals(Optional.of("1"), state.snapshot().text("a"));
    }
  }

  @Test
  void anyTornFileIsRefusedAndLeftAsItIs() throws IOException {
    try (ControlState state = open()) {
      state.commit(Write.put("a", "1"));
    }
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length < whole.length; length++) {
      byte[] torn = Arrays.copyOf(whole, length);
      Files.write(file(), torn);
      String message = refused();
      assertTrue(
          message.contains("it is torn") || message.contains("its first line is not"), message);
      assertTrue(message.contains("move it away to start from the configuration file"), message);
      assertTrue(Arrays.equals(torn, Files.readAllBytes(file())), "the file was changed");
    }
  }

  @Test
  void anyFlippedBitIsRefused() throws IOException {
    try (ControlState state = open()) {
      state.commit(Write.put("a", "1"));
    }
    byte[] whole = Files.readAllBytes(file());
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 1;
      Files.write(file(), flipped);
      assertFalse(refused().isEmpty());
    }
  }

  @Test
  void aFutureVersionIsRefused() throws IOException {
    try (ControlState state = open()) {
      state.commit(Write.put("a", "1"));
    }
    String text = Files.readString(file()).replace("version 1 ", "version 2 ");
    Files.writeString(file(), text, StandardCharsets.UTF_8);
    assertTrue(refused().contains("it has version 2 and this program reads version 1"));
  }

  @Test
  void twoGatewaysDoNotShareAFolder() {
    try (ControlState state = open()) {
      assertEquals(1, state.snapshot().term());
      assertTrue(refused().contains("another gateway uses the folder"));
      state.commit(Write.put("a", "1"));
    }
    try (ControlState state = open()) {
      assertEquals(2, state.snapshot().term());
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Path inTheWay = Files.writeString(folder.resolve("file"), "");
    UnavailableException refused =
        assertThrows(
            UnavailableException.class, () -> new FileControlState(inTheWay.resolve("state")));
    assertTrue(String.valueOf(refused.getMessage()).contains("cluster.data_dir"));
  }

  @Test
  void aWriteThatFailsChangesNothing() throws IOException {
    try (ControlState state = open()) {
      Snapshot before = state.commit(Write.put("a", "1"));
      Files.createDirectories(folder.resolve("control-state.new").resolve("in the way"));
      assertThrows(UnavailableException.class, () -> state.commit(Write.put("a", "2")));
      assertEquals(before, state.snapshot());
      assertEquals(before, StateFile.read(Files.readAllBytes(file())));
    }
  }

  @Test
  void nobodyElseReadsIt() throws IOException {
    try (ControlState state = open()) {
      state.commit(Write.put("a", "secret"));
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    }
  }
}
