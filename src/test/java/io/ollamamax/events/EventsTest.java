package io.ollamamax.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class EventsTest {
  private final Events events = new Events(8, () -> Instant.EPOCH);

  private void publish(String text) {
    events.publish(Event.Kind.FAULT, "n", text, Map.of("b", "2", "a", "1"));
  }

  private List<Long> numbers(long after, int limit) {
    return events.after(after, limit).stream().map(Event::number).toList();
  }

  @Test
  void readsWhatCameSince() {
    publish("one");
    publish("two");
    publish("three");
    assertEquals(List.of(2L, 3L), numbers(1, 10));
    assertEquals(List.of(1L, 2L), numbers(0, 2), "the oldest ones where there are too many");
    assertEquals(List.of(), numbers(3, 10));
  }

  @Test
  void forgetsTheOldest() {
    for (int i = 0; i < 20; i++) {
      publish("e" + i);
    }
    assertEquals(LongStream.rangeClosed(13, 20).boxed().toList(), numbers(0, 100));
    assertEquals(20, events.newest());
  }

  @Test
  void aReaderThatWaitsMissesNothing() throws Exception {
    Events many = new Events(100_000, () -> Instant.EPOCH);
    int writers = 4;
    long each = 5_000;
    try (ExecutorService threads = Executors.newFixedThreadPool(writers + 1)) {
      Future<List<Long>> read =
          threads.submit(
              () -> {
                List<Long> seen = new ArrayList<>();
                while (seen.size() < writers * each) {
                  long after = seen.isEmpty() ? 0 : seen.getLast();
                  many.await(after, 100, 1_000).forEach(event -> seen.add(event.number()));
                }
                return seen;
              });
      Callable<Boolean> write =
          () -> {
            for (long i = 0; i < each; i++) {
              many.publish(Event.Kind.NODE, "", "", Map.of());
            }
            return true;
          };
      for (Future<Boolean> done : threads.invokeAll(List.of(write, write, write, write))) {
        assertTrue(done.get());
      }
      assertEquals(LongStream.rangeClosed(1, writers * each).boxed().toList(), read.get());
    }
  }

  @Test
  void waitsNoLongerThanAsked() throws Exception {
    assertEquals(List.of(), events.await(0, 10, 1));
  }
}
