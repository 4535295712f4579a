package io.ollamamax.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.TextNode;
import io.ollamamax.checkpoint.Archive.Stored;
import io.ollamamax.checkpoint.Checkpoint;
import io.ollamamax.checkpoint.CheckpointStore;
import io.ollamamax.checkpoint.CheckpointStore.Found;
import io.ollamamax.checkpoint.Part.Saved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to the newest checkpoint, the one before it is used. */
class CheckpointFolderTest {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String FIRST = "checkpoint-000000000001";
  private static final String SECOND = "checkpoint-000000000002";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path parent;

  private Path folder = Path.of("");
  private CheckpointStore store = new CheckpointStore(new CheckpointFolder(folder));

  @BeforeEach
  void two() throws IOException {
    folder = parent.resolve("checkpoints");
    store = new CheckpointStore(new CheckpointFolder(folder));
    write("first");
    write("second");
  }

  private static byte[] bytes(String text) {
    return new Checkpoint(NOW, new TreeMap<>(Map.of("p", new Saved(1, TextNode.valueOf(text)))))
        .bytes();
  }

  private void write(String text) throws IOException {
    store.write(bytes(text), 5, WEEK, Instant.now());
  }

  private String newest() {
    return store
        .newest()
        .newest()
        .map(found -> found.checkpoint().parts().firstEntry().getValue().state().asText())
        .orElse("none");
  }

  private void assertFirstInPlaceOf(byte[] damaged) throws IOException {
    Files.write(folder.resolve(SECOND), damaged);
    Found found = store.newest();
    assertEquals(FIRST, found.newest().orElseThrow().name());
    assertEquals(1, found.problems().size());
    String problem = found.problems().getFirst();
    assertTrue(problem.startsWith(SECOND + " in " + folder + " is not used: "), problem);
    assertEquals("first", newest());
    Files.deleteIfExists(folder.resolve(SECOND));
    Files.deleteIfExists(folder.resolve(SECOND + ".damaged"));
  }

  @Test
  void theNewestIsTaken() {
    assertEquals("second", newest());
    assertEquals(List.of(), store.newest().problems());
  }

  @Test
  void tornAtEveryLengthTheOneBeforeItIsTaken() throws IOException {
    byte[] whole = bytes("second");
    for (int length = 0; length < whole.length; length++) {
      assertFirstInPlaceOf(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void anyFlippedBitIsSeen() throws IOException {
    byte[] whole = bytes("second");
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertFirstInPlaceOf(flipped);
    }
  }

  @Test
  void anyRubbishIsSeen() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 300; i++) {
      byte[] rubbish = new byte[random.nextInt(400)];
      random.nextBytes(rubbish);
      assertFirstInPlaceOf(rubbish);
    }
  }

  @Test
  void aDamagedOneIsSetAsideWithAnError() throws IOException {
    Files.writeString(folder.resolve(SECOND), "half");
    Found found = store.newest();
    assertTrue(
        found.problems().getFirst().endsWith("it was set aside and the one before it is taken"),
        found.problems().toString());
    assertEquals(
        List.of(SECOND + ".damaged", FIRST), store.list().stream().map(Stored::name).toList());
    assertEquals(List.of(), store.newest().problems(), "it is looked at once");
    write("third");
    assertEquals("third", newest());
    assertEquals(3, store.list().getFirst().number());
  }

  @Test
  void oneOfAFutureVersionStaysForTheProgramThatWroteIt() throws IOException {
    String text = Files.readString(folder.resolve(SECOND)).replace(" version 1 ", " version 2 ");
    Files.writeString(folder.resolve(SECOND), text);
    Found found = store.newest();
    assertEquals(FIRST, found.newest().orElseThrow().name());
    assertTrue(
        found.problems().getFirst().contains("it has version 2 and this program reads version 1"),
        found.problems().toString());
    assertEquals(text, Files.readString(folder.resolve(SECOND)));
    write("third");
    assertEquals("third", newest());
  }

  @Test
  void aCrashWhileWritingLeavesTheNewest() throws IOException {
    byte[] third = bytes("third");
    for (int length = 0; length <= third.length; length++) {
      Files.write(folder.resolve("checkpoint.new"), Arrays.copyOf(third, length));
      assertEquals("second", newest());
    }
    write("third");
    assertEquals("third", newest());
  }

  @Test
  void somethingInTheWayFailsTheWriteAndLeavesTheNewest() throws IOException {
    Files.createDirectories(folder.resolve("checkpoint.new").resolve("in the way"));
    assertThrows(IOException.class, () -> write("third"));
    assertEquals("second", newest());
  }

  @Test
  void aFolderThatIsNoneIsNamed() throws IOException {
    Path file = Files.writeString(parent.resolve("file"), "");
    CheckpointStore none = new CheckpointStore(new CheckpointFolder(file));
    Found found = none.newest();
    assertTrue(found.newest().isEmpty());
    assertTrue(found.problems().getFirst().contains(file.toString()), found.problems().toString());
    assertThrows(IOException.class, () -> none.write(bytes("x"), 5, WEEK, NOW));
  }

  @Test
  void nothingIsThereBeforeTheFirst() {
    Found found = new CheckpointStore(new CheckpointFolder(parent.resolve("new"))).newest();
    assertEquals(new Found(Optional.empty(), List.of()), found);
  }

  @Test
  void theyAreKeptByNumber() throws IOException {
    for (int i = 3; i <= 9; i++) {
      write("" + i);
    }
    assertEquals(List.of(9L, 8L, 7L, 6L, 5L), store.list().stream().map(Stored::number).toList());
    store.write(bytes("10"), 2, WEEK, Instant.now());
    assertEquals(List.of(10L, 9L), store.list().stream().map(Stored::number).toList());
  }

  @Test
  void theyAreKeptByAgeSaveTheTwoNewest() throws IOException {
    write("third");
    for (Stored stored : store.list()) {
      Files.setLastModifiedTime(folder.resolve(stored.name()), FileTime.from(NOW));
    }
    write("fourth");
    assertEquals(List.of(4L, 3L), store.list().stream().map(Stored::number).toList());
  }

  @Test
  void aClockThatWasSetBackChangesNothing() throws IOException {
    Files.setLastModifiedTime(folder.resolve(SECOND), FileTime.from(NOW.minusSeconds(1_000_000)));
    assertEquals("second", newest());
    store.write(bytes("third"), 5, WEEK, NOW.minusSeconds(2_000_000));
    assertEquals("third", newest());
    assertEquals(3, store.list().size());
  }

  @Test
  void verifyTellsOfEachAndChangesNothing() throws IOException {
    Files.writeString(folder.resolve(FIRST), "half");
    assertEquals(
        List.of("", "its first line is not that of a checkpoint"),
        store.verify().stream().map(CheckpointStore.Verdict::problem).toList());
    assertEquals("half", Files.readString(folder.resolve(FIRST)));
  }

  @Test
  void nobodyElseReadsThem() throws IOException {
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(FIRST))));
  }
}
