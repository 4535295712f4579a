package io.ollamamax.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.ollamamax.checkpoint.Archive.Stored;
import io.ollamamax.checkpoint.CheckpointState.Restored;
import io.ollamamax.loop.ManualTime;
import io.ollamamax.loop.Worker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CheckpointerTest {
  private static final Worker INLINE =
      new Worker() {
        @Override
        public <T> void compute(Supplier<T> work, Consumer<T> then) {
          then.accept(work.get());
        }
      };

  /** A number that is kept. */
  private static final class Count implements Part {
    private final String name;
    int value;
    boolean broken;
    boolean settled;
    Duration age = Duration.ZERO;

    Count(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int version() {
      return 2;
    }

    @Override
    public Supplier<JsonNode> save() {
      if (broken) {
        throw new IllegalStateException("broken");
      }
      int taken = value;
      return () -> IntNode.valueOf(taken);
    }

    @Override
    public void restore(Saved saved, Duration old) {
      if (!saved.state().isInt()) {
        throw new IllegalArgumentException("no number");
      }
      value = saved.state().asInt();
      age = old;
    }

    @Override
    public void settle() {
      settled = true;
    }
  }

  /** An archive in memory. */
  private static final class Memory implements Archive {
    final TreeMap<Long, byte[]> files = new TreeMap<>();
    String trouble = "";
    int tries;

    @Override
    public List<Stored> list() {
      List<Stored> all = new ArrayList<>();
      files
          .descendingMap()
          .forEach(
              (number, bytes) ->
                  all.add(new Stored("c" + number, number, bytes.length, Instant.EPOCH, false)));
      return all;
    }

    @Override
    public byte[] read(Stored stored) {
      return files.getOrDefault(stored.number(), new byte[0]);
    }

    @Override
    public Stored write(long number, byte[] bytes) throws IOException {
      tries++;
      if (!trouble.isEmpty()) {
        throw new IOException(trouble);
      }
      files.put(number, bytes);
      return new Stored("c" + number, number, bytes.length, Instant.EPOCH, false);
    }

    @Override
    public void setAside(Stored stored) {
      files.remove(stored.number());
    }

    @Override
    public void remove(Stored stored) {
      files.remove(stored.number());
    }

    @Override
    public String place() {
      return "memory";
    }
  }

  private final ManualTime time = new ManualTime();
  private final Memory archive = new Memory();
  private final Count one = new Count("one");
  private final Count two = new Count("two");
  private CheckpointSettings settings = settings(true, Duration.ofMinutes(1));

  private static CheckpointSettings settings(boolean enabled, Duration interval) {
    return new CheckpointSettings(
        enabled, interval, 5, Duration.ofDays(7), 3, Duration.ofSeconds(2), Duration.ofMinutes(5));
  }

  private Checkpointer start() {
    Checkpointer made =
        new Checkpointer(
            new CheckpointStore(archive),
            List.of(one, two),
            () -> settings,
            time,
            INLINE,
            Runnable::run,
            time,
            new SplittableRandom(1));
    made.start(() -> {});
    time.settle();
    return made;
  }

  @Test
  void atMostOneIntervalIsLost() {
    start();
    CheckpointStore store = new CheckpointStore(archive);
    for (int at = 0; at <= 400; at++) {
      one.value = at;
      int kept =
          store
              .newest()
              .newest()
              .map(found -> Objects.requireNonNull(found.checkpoint().parts().get("one")))
              .map(saved -> saved.state().asInt())
              .orElse(0);
      assertTrue(at - kept <= 60, "after " + at + " s there was " + kept + " in the checkpoint");
      time.pass(Duration.ofSeconds(1));
    }
    assertEquals(5, archive.files.size());
  }

  @Test
  void aChangedIntervalCountsAtOnce() {
    Checkpointer made = start();
    settings = settings(true, Duration.ofSeconds(10));
    made.retime();
    time.settle();
    time.pass(Duration.ofSeconds(10));
    assertEquals(1, archive.files.size());
  }

  @Test
  void nothingIsWrittenWhileFaultToleranceIsOff() {
    settings = settings(false, Duration.ofSeconds(10));
    Checkpointer made = start();
    CompletableFuture<?> asked = made.save().toCompletableFuture();
    time.pass(Duration.ofMinutes(5));
    assertEquals(0, archive.tries);
    assertTrue(asked.isCompletedExceptionally());
    settings = settings(true, Duration.ofSeconds(10));
    time.pass(Duration.ofSeconds(10));
    assertEquals(1, archive.tries);
  }

  @Test
  void aWriteThatFailsIsToldTriedAgainAndGivenUp() {
    Checkpointer made = start();
    archive.trouble = "No space left on device";
    CompletableFuture<?> asked = made.save().toCompletableFuture();
    time.settle();
    assertTrue(asked.isCompletedExceptionally());
    assertTrue(
        made.state().problem().startsWith("no checkpoint can be written to memory: No space left"),
        made.state().problem());
    time.pass(Duration.ofSeconds(59));
    assertEquals(4, archive.tries, "one try and three more");
    archive.trouble = "";
    time.pass(Duration.ofSeconds(1));
    assertEquals(1, archive.files.size(), "the next round goes on");
    assertEquals("", made.state().problem());
  }

  @Test
  void aPartThatFailsIsLeftOutAlone() {
    Checkpointer made = start();
    one.broken = true;
    two.value = 7;
    made.save();
    time.settle();
    one.value = 3;
    two.value = 0;
    Checkpointer next = start();
    assertEquals(7, two.value);
    assertEquals(3, one.value, "as it was");
    assertEquals(List.of("two"), next.state().restored().orElseThrow().parts());
  }

  @Test
  void aPartThatCannotBeReadIsNamedAndSkipped() throws Exception {
    TreeMap<String, Part.Saved> parts = new TreeMap<>();
    parts.put("one", new Part.Saved(3, IntNode.valueOf(1)));
    parts.put("two", new Part.Saved(1, IntNode.valueOf(2)));
    parts.put("unknown", new Part.Saved(1, IntNode.valueOf(2)));
    archive.write(1, new Checkpoint(time.now(), parts).bytes());
    Restored restored = start().state().restored().orElseThrow();
    assertEquals(List.of("two"), restored.parts());
    assertEquals(
        List.of("one: it has format 3 and this program reads up to 2"), restored.skipped());
    assertEquals(2, two.value);
  }

  @Test
  void anOlderOneIsRestoredByItsName() {
    Checkpointer made = start();
    one.value = 1;
    made.save();
    time.settle();
    one.value = 2;
    made.save();
    time.settle();
    made.restore("c1");
    time.settle();
    assertEquals(1, one.value);
    assertTrue(made.restore("c9").toCompletableFuture().isCompletedExceptionally());
  }

  @Test
  void aClockThatWasSetBackMakesNoNegativeAge() throws Exception {
    TreeMap<String, Part.Saved> parts = new TreeMap<>();
    parts.put("one", new Part.Saved(2, IntNode.valueOf(1)));
    archive.write(1, new Checkpoint(time.now().plusSeconds(86_400), parts).bytes());
    Restored restored = start().state().restored().orElseThrow();
    assertEquals(Duration.ZERO, restored.age());
    assertEquals(Duration.ZERO, one.age);
    assertEquals(1, one.value);
  }

  @Test
  void whatWasKeptForNodesThatDoNotComeIsDropped() {
    start();
    assertFalse(one.settled);
    time.pass(Duration.ofMinutes(10));
    assertTrue(one.settled);
  }
}
