package io.ollamamax.redundancy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.loop.ManualTime;
import io.ollamamax.loop.Worker;
import io.ollamamax.redundancy.Replicas.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What is done about plans, by whom it is heard, and what is remembered. */
class RedundancyLoopTest {
  private static final ModelName M = ModelName.of("m");
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final NodeId C = new NodeId("c");
  private static final Duration INTERVAL = Duration.ofMinutes(5);

  private final ManualTime time = new ManualTime();
  private final Map<NodeId, Map<ModelName, Site.Held>> disks = new TreeMap<>();
  private final Hands hands = new Hands();
  private final Book book = new Book();
  private boolean enabled = true;
  private final RedundancyLoop loop =
      new RedundancyLoop(
          () -> new RedundancySettings(enabled, 2, 3, INTERVAL, Map.of(), 4, 4, 0),
          this::facts,
          hands,
          book,
          book,
          time,
          new InPlace(),
          time);

  private static final class InPlace implements Worker {
    @Override
    public <T> void compute(Supplier<T> work, Consumer<T> then) {
      then.accept(work.get());
    }
  }

  private static final class Hands implements Replicas {
    final List<Step> steps = new ArrayList<>();
    final List<CompletableFuture<Result>> results = new ArrayList<>();
    final List<Progress> progress = new ArrayList<>();

    @Override
    public CompletionStage<Result> make(Step.Make step, Progress told) {
      progress.add(told);
      return begin(step);
    }

    @Override
    public CompletionStage<Result> remove(Step.Remove step) {
      return begin(step);
    }

    @Override
    public void cancel() {
      results.forEach(result -> result.complete(Result.failed("cancelled")));
    }

    private CompletionStage<Result> begin(Step step) {
      steps.add(step);
      CompletableFuture<Result> result = new CompletableFuture<>();
      results.add(result);
      return result;
    }
  }

  private static final class Book implements Ownership, RedundancyObserver {
    final Map<Copy, String> own = new HashMap<>();
    final List<String> told = new ArrayList<>();

    @Override
    public Map<Copy, String> all() {
      return Map.copyOf(own);
    }

    @Override
    public void made(Copy copy, String digest) {
      own.put(copy, digest);
    }

    @Override
    public void gone(Copy copy) {
      own.remove(copy);
    }

    @Override
    public void began(Step step) {
      told.add("began " + step.copy());
    }

    @Override
    public void done(Step step, Result result) {
      told.add("done " + step.copy());
    }

    @Override
    public void failed(Step step, String reason, long seconds) {
      told.add("failed %s: %s, %d s".formatted(step.copy(), reason, seconds));
    }
  }

  private Facts facts() {
    List<Site> sites = new ArrayList<>();
    disks.forEach(
        (id, models) ->
            sites.add(
                new Site(
                    id,
                    NodeKind.OLLAMA,
                    id.value(),
                    true,
                    true,
                    "",
                    Map.of(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    models)));
    return new Facts(sites, Map.of(M, "1"), Map.of(), true);
  }

  private void node(NodeId id, boolean has) {
    Map<ModelName, Site.Held> models = new HashMap<>();
    if (has) {
      models.put(M, new Site.Held("1", 10, false));
    }
    disks.put(id, models);
  }

  private void start() {
    loop.start();
    time.pass(INTERVAL);
  }

  private void end(Result result) {
    hands.results.getLast().complete(result);
    time.settle();
  }

  private ModelState state() {
    return loop.view().models().getFirst();
  }

  @Test
  void aCopyThatIsDoneIsOursAndIsRemovedWhenItIsTooMany() {
    node(A, true);
    node(B, false);
    start();
    assertEquals(List.of("began m:latest on b"), book.told);
    hands.progress.getFirst().at("registry", 0.5);
    time.settle();
    assertEquals(List.of(new ModelState.Making(B, "registry", 0.5)), state().making());
    Fault fault = loop.faults().getFirst();
    assertEquals("m:latest has 1 of 2 wanted copies; 1 are being made", fault.evidence());
    assertEquals(0.25, fault.severity());
    node(B, true);
    end(Result.done("1", "pulled"));
    assertEquals(Map.of(new Copy(M, B), "1"), book.own);
    assertEquals(2, state().actual());
    assertEquals(List.of(), loop.faults());

    node(C, true);
    time.pass(INTERVAL);
    assertEquals(1, hands.steps.size());
    time.pass(INTERVAL.multipliedBy(2));
    Step.Remove remove = (Step.Remove) hands.steps.getLast();
    assertEquals(new Copy(M, B), remove.copy());
    node(B, false);
    end(Result.done("1", "deleted"));
    assertEquals(Map.of(), book.own);
    time.pass(INTERVAL.multipliedBy(9));
    assertEquals(2, hands.steps.size());
  }

  @Test
  void whatFailsIsTriedElsewhereAndThereOnlyAfterAGrowingWhile() {
    node(A, true);
    node(B, false);
    node(C, false);
    start();
    end(Result.failed("no way"));
    assertEquals("failed m:latest on b: no way, 300 s", book.told.get(1));
    assertEquals(C, hands.steps.get(1).node());
    end(Result.failed("nor here"));
    assertEquals(2, hands.steps.size());
    assertEquals("b failed (no way); c failed (nor here)", state().lack());
    time.pass(INTERVAL);
    assertEquals(3, hands.steps.size());
    end(Result.failed("no way"));
    assertTrue(book.told.contains("failed m:latest on b: no way, 600 s"), book.told::toString);
  }

  @Test
  void whatPeopleDeleteIsNotOursAnyMore() {
    node(A, true);
    node(B, true);
    book.own.put(new Copy(M, B), "1");
    start();
    node(B, false);
    node(C, true);
    time.pass(INTERVAL);
    assertEquals(Map.of(), book.own);
  }

  @Test
  void switchedOffItShowsHowThingsStandAndDoesNothing() {
    enabled = false;
    node(A, true);
    node(B, false);
    start();
    assertEquals(List.of(), hands.steps);
    assertEquals(1, state().actual());
    assertFalse(loop.view().enabled());
    assertEquals(List.of(), loop.faults());
    enabled = true;
    loop.lookSoon();
    assertEquals(1, hands.steps.size());
    enabled = false;
    loop.lookSoon();
    time.settle();
    assertTrue(book.told.getLast().startsWith("failed m:latest on b: cancelled"));
  }

  @Test
  void nothingIsDoneBeforeTheFirstInterval() {
    node(A, true);
    node(B, false);
    loop.lookSoon();
    assertEquals(Optional.empty(), loop.view().look());
    loop.start();
    time.pass(INTERVAL.minusSeconds(1));
    loop.lookSoon();
    assertEquals(List.of(), hands.steps);
    loop.reconcile();
    assertEquals(1, hands.steps.size());
  }
}
