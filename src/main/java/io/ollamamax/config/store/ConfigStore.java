package io.ollamamax.config.store;

import static java.util.function.Predicate.not;

import io.ollamamax.cluster.ControlState;
import io.ollamamax.cluster.ControlState.Snapshot;
import io.ollamamax.cluster.ControlState.UnavailableException;
import io.ollamamax.config.Change;
import io.ollamamax.config.Changes;
import io.ollamamax.config.ConfigException;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.config.ConfigLoader.Form;
import io.ollamamax.config.ConfigResult;
import io.ollamamax.config.Effect;
import io.ollamamax.config.Problem;
import io.ollamamax.config.Values;
import io.ollamamax.loop.Time;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The one place where the configuration is changed. Each change is a version in the control state;
 * it is applied whole or not at all. Writers wait for one another; {@link #effective} is one
 * volatile read.
 */
public final class ConfigStore implements AutoCloseable {
  private final ControlState state;
  private final VersionHistory history;
  private final Launch launch;
  private final Layers locked;
  private final Time time;
  private final List<Consumer<Effective>> listeners = new CopyOnWriteArrayList<>();
  private volatile Effective effective;

  /**
   * Goes on from the stored version; where profile or file were changed since, they speak.
   *
   * @throws ConfigException where what is stored and what is given do not fit together
   * @throws UnavailableException where the state cannot be read or written
   */
  public ConfigStore(ControlState state, Launch launch, Time time) {
    this.state = state;
    this.history = new VersionHistory(state);
    this.launch = launch;
    this.locked = launch.layers().where(Layer::isLocked);
    this.time = time;
    Optional<ConfigVersion> stored = history.current(state.snapshot());
    this.effective = Effective.of(stored.orElse(ConfigVersion.none(now())), locked, "");
    Layers given = launch.layers().where(not(Layer::isLocked));
    Optional<ConfigVersion> first =
        stored.isEmpty()
            ? Optional.of(next("start", new Author("start", ""), given))
            : stored.get().digest().equals(launch.digest())
                ? Optional.empty()
                : Optional.of(
                    next(
                        "start",
                        new Author("start", "the profile or the file were changed"),
                        effective
                            .version()
                            .layers()
                            .reloaded(given.of(Layer.FILE))
                            .with(Layer.PROFILE, given.of(Layer.PROFILE))));
    Effective begun =
        first.map(v -> Effective.of(v.withDigest(launch.digest()), locked, "")).orElse(effective);
    List<Problem> problems = check(begun);
    if (problems.stream().anyMatch(Problem::isError)) {
      throw new ConfigException(problems);
    }
    state.onChange(this::applied);
    if (first.isPresent() && !history.add(begun.version())) {
      throw new UnavailableException("another gateway writes the configuration; start once more");
    }
  }

  /** What is in force. */
  public Effective effective() {
    return effective;
  }

  /** Is told what is in force from now on; must not block. */
  public void onChange(Consumer<Effective> listener) {
    listeners.add(listener);
  }

  /** What the gateway was started with. */
  public Launch launch() {
    return launch;
  }

  /** What the configuration is kept in, beside other decisions. */
  public ControlState state() {
    return state;
  }

  /** Closes the control state. */
  @Override
  public void close() {
    state.close();
  }

  /** The last 100 versions, the newest first. */
  public List<ConfigVersion> history() {
    return history.all();
  }

  /**
   * Sets the fault tolerance settings that a body gives, in the operator's layer. Those that it
   * gives as they are stay with their layer.
   *
   * @param expected the version that the body was made from
   * @param body YAML or JSON of the section {@code fault_tolerance}
   */
  public synchronized Outcome put(Author author, OptionalLong expected, byte[] body) {
    Effective now = effective;
    ConfigVersion current = now.version();
    if (expected.isPresent() && expected.getAsLong() != current.number()) {
      return new Outcome.Stale(current.number());
    }
    ConfigResult result =
        ConfigLoader.parse("body", body, Form.FAULT_TOLERANCE, now.underSwitches().values());
    if (!(result instanceof ConfigResult.Valid valid)) {
      return new Outcome.Invalid(result.problems());
    }
    List<Problem> elsewhere = Edits.elsewhere(valid);
    if (!elsewhere.isEmpty()) {
      return new Outcome.Invalid(elsewhere);
    }
    Map<String, Layer> owners = Edits.owners(Edits.differing(valid.given(), now), locked);
    if (!owners.isEmpty()) {
      return new Outcome.Locked(owners);
    }
    Values set = Edits.ofOperator(valid.given(), now);
    String place = "version %d by %s".formatted(current.number() + 1, author.who());
    Said operator = Said.at(place, set).over(current.layers().of(Layer.OPERATOR));
    Layers layers = current.layers().with(Layer.OPERATOR, operator);
    return change(next("put", author, layers), set, false);
  }

  /**
   * Takes a file's text over as the file layer: inference whole, other sections only where they are
   * there.
   *
   * @param name of the file, for places
   * @param trial whether to say what would happen and no more
   */
  public synchronized Outcome reload(Author author, String name, byte[] file, boolean trial) {
    ConfigVersion current = effective.version();
    Layers layers = current.layers();
    ConfigResult result =
        ConfigLoader.parse(name, file, Form.FILE, layers.below(Layer.FILE).values());
    if (!(result instanceof ConfigResult.Valid valid)) {
      return new Outcome.Invalid(result.problems());
    }
    Said said = Said.by(valid);
    ConfigVersion wanted =
        next("reload", author, layers.reloaded(said))
            .withDigest(launch.digestAfter(current.digest(), name, file));
    return change(wanted, said.values(), trial);
  }

  /** Whether the file of the start was last taken over with this text. */
  public boolean hasAdopted(String name, byte[] text) {
    String adopted = effective.version().digest();
    return launch.digestAfter(adopted, name, text).equals(adopted);
  }

  /** Clears what file, adaptation and operator say of a component. */
  public synchronized Outcome reset(Author author, Component component) {
    Layers layers = Edits.reset(effective.version().layers(), component);
    return change(next("reset " + component.wire(), author, layers), Values.NONE, false);
  }

  /** Makes the layers of an earlier version the present ones. */
  public synchronized Outcome rollback(Author author, long number) {
    List<ConfigVersion> all = history.all();
    Optional<ConfigVersion> wanted = all.stream().filter(v -> v.number() == number).findFirst();
    if (wanted.isEmpty()) {
      return new Outcome.UnknownVersion(all.getLast().number(), all.getFirst().number());
    }
    Layers layers = wanted.get().layers();
    return change(next("rollback to " + number, author, layers), Values.NONE, false);
  }

  /** Switches a component off at once; it stays off where that cannot be stored now. */
  public synchronized Outcome disable(Author author, Component component) {
    Map<Component, EmergencySwitch> switches = new HashMap<>(effective.version().switches());
    switches.put(component, new EmergencySwitch(author, now()));
    return turn("disable " + component.wire(), author, switches);
  }

  /** Takes a component's emergency switch away; its layers speak again. */
  public synchronized Outcome enable(Author author, Component component) {
    Map<Component, EmergencySwitch> switches = new HashMap<>(effective.version().switches());
    switches.remove(component);
    return turn("enable " + component.wire(), author, switches);
  }

  /** Tries once more to store switches that could not be. */
  public synchronized void saveSwitches() {
    if (!effective.unsaved().isEmpty()) {
      turn("emergency", new Author("gateway", "stored late"), effective.version().switches());
    }
  }

  private Outcome turn(String action, Author author, Map<Component, EmergencySwitch> switches) {
    Effective before = effective;
    ConfigVersion wanted =
        describe(next(action, author, before.version().layers()).withSwitches(switches));
    String unsaved = "";
    if (!switches.equals(before.version().switches()) || !before.unsaved().isEmpty()) {
      try {
        unsaved = history.add(wanted) ? "" : "another gateway wrote the configuration";
      } catch (UnavailableException e) {
        unsaved = String.valueOf(e.getMessage());
      }
      if (!unsaved.isEmpty()) {
        publish(Effective.of(before.version().withSwitches(switches), locked, unsaved));
      }
    }
    return new Outcome.Applied(
        before.version().number(),
        effective.version().number(),
        Changes.between(before.config(), effective.config()),
        Map.of(),
        List.of(),
        unsaved);
  }

  private Outcome change(ConfigVersion wanted, Values said, boolean trial) {
    ConfigVersion before = effective.version();
    Effective after = Effective.of(wanted, locked, "");
    List<Problem> problems = check(after);
    if (problems.stream().anyMatch(Problem::isError)) {
      return new Outcome.Invalid(problems);
    }
    List<Change> incompatible =
        wanted.changes().stream().filter(c -> c.effect() == Effect.INCOMPATIBLE).toList();
    if (!incompatible.isEmpty()) {
      return new Outcome.Incompatible(incompatible);
    }
    boolean changed =
        !wanted.layers().equals(before.layers()) || !wanted.digest().equals(before.digest());
    if (changed && !trial) {
      try {
        if (!history.add(wanted)) {
          return new Outcome.Stale(history.newest());
        }
      } catch (UnavailableException e) {
        return new Outcome.Unavailable(String.valueOf(e.getMessage()));
      }
    }
    return new Outcome.Applied(
        before.number(),
        changed ? wanted.number() : before.number(),
        wanted.changes(),
        Edits.owners(Edits.differing(said, after), after.layers()),
        problems,
        "");
  }

  private static List<Problem> check(Effective wanted) {
    return ConfigLoader.check("configuration", wanted.underSwitches().config());
  }

  /** To the millisecond, as everywhere in the log. */
  private Instant now() {
    return time.now().truncatedTo(ChronoUnit.MILLIS);
  }

  private ConfigVersion next(String action, Author author, Layers layers) {
    return describe(effective.version().next(now(), author, action, layers));
  }

  private ConfigVersion describe(ConfigVersion version) {
    Effective after = Effective.of(version, locked, "");
    return version.withChanges(Changes.between(effective.config(), after.config()));
  }

  private void applied(Snapshot snapshot) {
    history
        .current(snapshot)
        .filter(version -> version.number() > effective.version().number())
        .ifPresent(version -> publish(Effective.of(version, locked, "")));
  }

  private void publish(Effective next) {
    effective = next;
    listeners.forEach(listener -> listener.accept(next));
  }
}
