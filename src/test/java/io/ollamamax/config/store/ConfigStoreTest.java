package io.ollamamax.config.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.ControlState;
import io.ollamamax.cluster.MemoryControlState;
import io.ollamamax.config.Change;
import io.ollamamax.config.ConfigException;
import io.ollamamax.config.FaultTolerance;
import io.ollamamax.config.Problem;
import io.ollamamax.loop.Time;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigStoreTest {
  private static final String ROOT = "inference.fault_tolerance.";
  private static final Author ADA = new Author("ada", "a test");
  private static final OptionalLong ANY = OptionalLong.empty();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  /** Can be told to fail. */
  private static final class FailingState implements ControlState {
    private final ControlState whole = new MemoryControlState();
    private boolean full;

    @Override
    public Snapshot snapshot() {
      return whole.snapshot();
    }

    @Override
    public Snapshot commit(Write write) {
      if (full) {
        throw new UnavailableException("no space left");
      }
      return whole.commit(write);
    }

    @Override
    public void onChange(Consumer<Snapshot> listener) {
      whole.onChange(listener);
    }

    @Override
    public void close() {
      whole.close();
    }
  }

  private static final class Clock implements Time {
    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }
  }

  private final FailingState state = new FailingState();

  private Launch launch(String yaml, String... flags) throws IOException {
    Path file = Files.writeString(folder.resolve("c.yaml"), yaml);
    return Launch.read(List.of(), Optional.of(file), Map.of(), List.of(flags));
  }

  private ConfigStore store(String yaml, String... flags) throws IOException {
    return new ConfigStore(state, launch(yaml, flags), new Clock());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static FaultTolerance now(ConfigStore store) {
    return store.effective().config().faultTolerance();
  }

  private static Outcome.Applied applied(Outcome outcome) {
    return assertInstanceOf(Outcome.Applied.class, outcome);
  }

  private static List<String> summaries(List<Change> changes) {
    return changes.stream().map(Change::summary).toList();
  }

  @Test
  void thefirstVersionIsTheStart() throws IOException {
    ConfigStore store = store("inference: {fault_tolerance: {retry_attempts: 6}}");
    assertEquals(1, store.effective().version().number());
    assertEquals("start", store.effective().version().action());
    assertEquals(6, now(store).retryAttempts());
    assertEquals(Layer.FILE, store.effective().layers().ownerOf(ROOT + "retry_attempts"));
  }

  @Test
  void aPutSetsTheOperatorsLayerAndTellsListeners() throws IOException {
    ConfigStore store = store("inference: {fault_tolerance: {retry_attempts: 6}}");
    List<Effective> told = new ArrayList<>();
    store.onChange(told::add);
    Outcome.Applied put =
        applied(store.put(ADA, OptionalLong.of(1), bytes("{\"retry_attempts\": 7}")));
    assertEquals(1, put.before());
    assertEquals(2, put.after());
    assertEquals(
        List.of(ROOT + "retry_attempts: 6 -> 7: applies live, with effect on traffic"),
        summaries(put.changes()));
    assertEquals(List.of(store.effective()), told);
    assertEquals(7, now(store).retryAttempts());
    assertEquals(Layer.OPERATOR, store.effective().layers().ownerOf(ROOT + "retry_attempts"));
    assertEquals("version 2 by ada", store.effective().layers().placeOf(ROOT + "retry_attempts"));
  }

  @Test
  void aPutOfWhatWasReadPinsNothing() throws IOException {
    ConfigStore store = store("inference: {fault_tolerance: {retry_attempts: 6}}");
    Outcome.Applied put =
        applied(store.put(ADA, ANY, bytes("{retry_attempts: 6, retry_delay: 1s, max_retries: 9}")));
    assertEquals(2, put.after());
    Layers layers = store.effective().layers();
    assertEquals(Layer.FILE, layers.ownerOf(ROOT + "retry_attempts"));
    assertEquals(Layer.DEFAULT, layers.ownerOf(ROOT + "retry_delay"));
    assertEquals(Layer.OPERATOR, layers.ownerOf(ROOT + "max_retries"));
    assertEquals(2, applied(store.put(ADA, ANY, bytes("{max_retries: 9}"))).after());
    assertEquals(3, applied(store.put(ADA, ANY, bytes("{retry_attempts: 7}"))).after());
    assertEquals(9, now(store).maxRetries());
    assertEquals(4, applied(store.put(ADA, ANY, bytes("{retry_attempts: 6}"))).after());
    assertEquals(6, now(store).retryAttempts());
  }

  @Test
  void aLostRaceIsToldAndChangesNothing() throws IOException {
    ConfigStore store = store("");
    applied(store.put(ADA, OptionalLong.of(1), bytes("max_retries: 9")));
    assertEquals(
        new Outcome.Stale(2), store.put(ADA, OptionalLong.of(1), bytes("max_retries: 10")));
    assertEquals(9, now(store).maxRetries());
  }

  @Test
  void whatIsInvalidChangesNothing() throws IOException {
    ConfigStore store = store("inference: {fault_tolerance: {redundancy: {max_factor: 2}}}");
    for (String body :
        List.of(
            "redundancy: {default_factor: 3}",
            "retry_attempts: 0",
            "retry_attemps: 3",
            "gateway: {stall_min: 4s}",
            "inference: {fault_tolerance: {}}\ngateway: {stall_min: 4s}",
            "[",
            "predictive_detection: {enabled: false}")) {
      Outcome outcome = store.put(ADA, ANY, bytes(body));
      assertFalse(
          assertInstanceOf(Outcome.Invalid.class, outcome, body).problems().isEmpty(), body);
    }
    assertEquals(1, store.effective().version().number());
  }

  @Test
  void whatFlagsSayIsLocked() throws IOException {
    ConfigStore store = store("", ROOT + "retry_attempts=4");
    assertEquals(
        new Outcome.Locked(Map.of(ROOT + "retry_attempts", Layer.FLAG)),
        store.put(ADA, ANY, bytes("{retry_attempts: 5, max_retries: 9}")));
    assertEquals(5, now(store).maxRetries());
    applied(store.put(ADA, ANY, bytes("{retry_attempts: 4, max_retries: 9}")));
    assertEquals(9, now(store).maxRetries());
    Outcome.Applied reload =
        applied(
            store.reload(
                ADA, "d", bytes("inference: {fault_tolerance: {retry_attempts: 8}}"), false));
    assertEquals(Map.of(ROOT + "retry_attempts", Layer.FLAG), reload.shadowed());
    assertEquals(4, now(store).retryAttempts());
  }

  @Test
  void aReloadReplacesFaultToleranceAndTheSectionsThatAreThere() throws IOException {
    ConfigStore store =
        store(
            """
            inference: {fault_tolerance: {retry_attempts: 6, max_retries: 7}}
            gateway: {stall_min: 4s, replay_gap: 7s}
            nodes: [{url: 'http://a'}]
            """);
    applied(store.put(ADA, ANY, bytes("max_retries: 9")));
    byte[] file =
        bytes("inference: {fault_tolerance: {max_retries: 8}}\ngateway: {replay_gap: 8s}");
    Outcome.Applied trial = applied(store.reload(ADA, "d.yaml", file, true));
    assertEquals(2, store.effective().version().number());
    Outcome.Applied reload = applied(store.reload(ADA, "d.yaml", file, false));
    assertEquals(trial, reload);
    assertEquals(3, store.effective().version().number());
    assertEquals(3, now(store).retryAttempts());
    assertEquals(9, now(store).maxRetries());
    assertEquals(Map.of(ROOT + "max_retries", Layer.OPERATOR), reload.shadowed());
    assertEquals(3, store.effective().config().gateway().stallMin().toSeconds());
    assertEquals(8, store.effective().config().gateway().replayGap().toSeconds());
    assertEquals(1, store.effective().config().nodes().size());
    assertEquals(
        List.of(
            ROOT + "retry_attempts: 6 -> 3: applies live, with effect on traffic",
            "gateway.stall_min: 4s -> 3s: applies live, with effect on traffic",
            "gateway.replay_gap: 7s -> 8s: applies live, with effect on traffic"),
        summaries(reload.changes()));
  }

  @Test
  void aReloadThatCannotBeIsRefusedWhole() throws IOException {
    ConfigStore store = store("nodes: [{url: 'http://a'}]");
    applied(store.put(ADA, ANY, bytes("redundancy: {default_factor: 4}")));
    Effective before = store.effective();
    assertInstanceOf(
        Outcome.Invalid.class,
        store.reload(ADA, "d", bytes("self_healing: {healing_interval: 2m}"), false));
    assertInstanceOf(
        Outcome.Invalid.class,
        store.reload(
            ADA, "d", bytes("inference: {fault_tolerance: {redundancy: {max_factor: 3}}}"), false));
    assertInstanceOf(Outcome.Incompatible.class, store.reload(ADA, "d", bytes("nodes: []"), false));
    assertEquals(before, store.effective());
  }

  @Test
  void aResetClearsAComponentsLayers() throws IOException {
    ConfigStore store =
        store(
            """
            inference: {fault_tolerance: {retry_attempts: 6, redundancy: {max_factor: 7}}}
            gateway: {stall_min: 4s}
            """);
    applied(store.put(ADA, ANY, bytes("{max_retries: 9, redundancy: {default_factor: 3}}")));
    applied(store.disable(ADA, Component.SELF_HEALING));
    applied(store.reset(ADA, Component.REDUNDANCY));
    assertEquals(2, now(store).redundancy().defaultFactor());
    assertEquals(6, now(store).retryAttempts());
    applied(store.reset(ADA, Component.FAULT_TOLERANCE));
    assertEquals(3, now(store).retryAttempts());
    assertEquals(5, now(store).maxRetries());
    assertEquals(4, store.effective().config().gateway().stallMin().toSeconds());
    assertFalse(now(store).selfHealing().enabled());
  }

  @Test
  void aRollbackBringsLayersBack() throws IOException {
    ConfigStore store = store("");
    applied(store.put(ADA, ANY, bytes("max_retries: 9")));
    applied(store.put(ADA, ANY, bytes("max_retries: 10")));
    Outcome.Applied back = applied(store.rollback(ADA, 2));
    assertEquals(4, back.after());
    assertEquals(9, now(store).maxRetries());
    assertEquals(new Outcome.UnknownVersion(1, 4), store.rollback(ADA, 17));
    List<ConfigVersion> history = store.history();
    assertEquals(
        List.of("rollback to 2", "put", "put", "start"),
        history.stream().map(ConfigVersion::action).toList());
    assertEquals(ADA, history.getFirst().author());
    assertEquals(
        List.of(ROOT + "max_retries: 10 -> 9: applies live"),
        summaries(history.getFirst().changes()));
  }

  @Test
  void aHundredVersionsAreKept() throws IOException {
    ConfigStore store = store("");
    for (int i = 0; i < 150; i++) {
      applied(store.put(ADA, ANY, bytes("max_retries: " + (6 + i % 2))));
    }
    List<ConfigVersion> history = store.history();
    assertEquals(100, history.size());
    assertEquals(151, history.getFirst().number());
    assertEquals(52, history.getLast().number());
  }

  @Test
  void emergencySwitchesLieOverEverything() throws IOException {
    ConfigStore store = store("", ROOT + "enabled=true");
    Outcome.Applied off = applied(store.disable(ADA, Component.FAULT_TOLERANCE));
    assertEquals(
        List.of(ROOT + "enabled: true -> false: applies live, with effect on traffic"),
        summaries(off.changes()));
    assertFalse(now(store).enabled());
    assertEquals(Layer.EMERGENCY, store.effective().layers().ownerOf(ROOT + "enabled"));
    assertEquals(off.after(), applied(store.enable(ADA, Component.SELF_HEALING)).after());
    applied(store.enable(ADA, Component.FAULT_TOLERANCE));
    assertTrue(now(store).enabled());
  }

  @Test
  void predictiveHealingIsSuspendedWithPrediction() throws IOException {
    ConfigStore store = store("");
    applied(store.disable(ADA, Component.PREDICTIVE_DETECTION));
    assertFalse(now(store).predictiveDetection().enabled());
    assertFalse(now(store).selfHealing().enablePredictive());
    applied(store.put(ADA, ANY, bytes("redundancy: {default_factor: 1}")));
    applied(store.enable(ADA, Component.PREDICTIVE_DETECTION));
    assertTrue(now(store).selfHealing().enablePredictive());
  }

  @Test
  void aSwitchIsThrownEvenWhereItCannotBeStored() throws IOException {
    ConfigStore store = store("");
    state.full = true;
    Outcome.Applied off = applied(store.disable(ADA, Component.FAULT_TOLERANCE));
    assertEquals("no space left", off.unsaved());
    assertFalse(now(store).enabled());
    assertEquals("no space left", store.effective().unsaved());
    assertInstanceOf(Outcome.Unavailable.class, store.put(ADA, ANY, bytes("max_retries: 9")));
    assertFalse(now(store).enabled());
    store.saveSwitches();
    assertEquals("no space left", store.effective().unsaved());
    state.full = false;
    store.saveSwitches();
    assertEquals("", store.effective().unsaved());
    assertFalse(now(store("")).enabled());
  }

  @Test
  void whatIsStoredSurvivesARestart() throws IOException {
    String yaml =
        "inference: {fault_tolerance: {retry_attempts: 6}}\nnodes: [{url: 'http://a',"
            + " headers: {A: s3cret}}]";
    ConfigStore first = store(yaml);
    applied(first.put(ADA, ANY, bytes("max_retries: 9")));
    applied(first.disable(ADA, Component.SELF_HEALING));
    ConfigStore second = store(yaml);
    assertEquals(first.effective(), second.effective());
    assertEquals(first.history(), second.history());
  }

  @Test
  void afterARestartAChangedFileSpeaks() throws IOException {
    ConfigStore first = store("inference: {fault_tolerance: {retry_attempts: 6}}");
    applied(first.put(ADA, ANY, bytes("max_retries: 9")));
    applied(
        first.reload(
            ADA, "other", bytes("inference: {fault_tolerance: {retry_attempts: 7}}"), false));
    ConfigStore same = store("inference: {fault_tolerance: {retry_attempts: 6}}");
    assertEquals(7, now(same).retryAttempts());
    ConfigStore changed = store("inference: {fault_tolerance: {retry_attempts: 8}}");
    assertEquals(8, now(changed).retryAttempts());
    assertEquals(9, now(changed).maxRetries());
    String own = folder.resolve("c.yaml").toAbsolutePath().toString();
    String edited = "inference: {fault_tolerance: {retry_attempts: 9}}";
    applied(changed.reload(ADA, own, bytes(edited), false));
    applied(changed.rollback(ADA, changed.effective().version().number() - 1));
    assertEquals(8, now(changed).retryAttempts());
    assertEquals(8, now(store(edited)).retryAttempts());
  }

  @Test
  void whatDoesNotFitTogetherDoesNotStart() throws IOException {
    ConfigStore first = store("");
    applied(first.put(ADA, ANY, bytes("redundancy: {default_factor: 4}")));
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () -> store("inference: {fault_tolerance: {redundancy: {max_factor: 3}}}"));
    assertEquals(
        Set.of("default_factor must not exceed max_factor (3), got 4"),
        Set.copyOf(
            refused.problems().stream().filter(Problem::isError).map(Problem::message).toList()));
  }
}
