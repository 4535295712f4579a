package io.ollamamax.config.store;

import static java.util.function.Predicate.not;

import io.ollamamax.cluster.ControlState;
import io.ollamamax.cluster.ControlState.StaleWriteException;
import io.ollamamax.cluster.ControlState.UnavailableException;
import io.ollamamax.config.Change;
import io.ollamamax.config.Changes;
import io.ollamamax.config.Config;
import io.ollamamax.config.ConfigException;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.config.ConfigResult;
import io.ollamamax.config.Effect;
import io.ollamamax.config.Place;
import io.ollamamax.config.Problem;
import io.ollamamax.config.Severity;
import io.ollamamax.config.Values;
import io.ollamamax.loop.Time;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The one place where the configuration is changed. Each change is a version in the control state;
 * it is applied whole or not at all. Writers wait for one another; {@link #effective} is one
 * volatile read.
 */
public final class ConfigStore {
  private static final String FAULT_TOLERANCE = "inference.";

  private final ControlState state;
  private final VersionHistory history;
  private final Layers locked;
  private final Time time;
  private final List<Consumer<Effective>> listeners = new CopyOnWriteArrayList<>();
  private final Map<Component, Optional<EmergencySwitch>> unsaved = new EnumMap<>(Component.class);
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
    this.time = time;
    this.locked = launch.layers().where(Layer::isLocked);
    Layers given = launch.layers().where(not(Layer::isLocked));
    Optional<ConfigVersion> stored = history.current(state.snapshot());
    if (stored.isEmpty()) {
      this.effective = effective(version(0, "none", Layers.DEFAULTS, Map.of(), ""));
      save(next("start", new Author("start", ""), given, Map.of(), launch.digest()));
    } else {
      this.effective = effective(stored.get());
      if (!stored.get().digest().equals(launch.digest())) {
        Layers changed = replaceFile(stored.get().layers(), given.of(Layer.FILE));
        save(
            next(
                "start",
                new Author("start", "profile or file were changed"),
                changed.with(Layer.PROFILE, given.of(Layer.PROFILE)),
                stored.get().switches(),
                launch.digest()));
      }
    }
    List<Problem> problems = check(effective.layers().withoutEmergency().config());
    if (problems.stream().anyMatch(Problem::isError)) {
      throw new ConfigException(problems);
    }
    state.onChange(this::applied);
  }

  /** What is in force. */
  public Effective effective() {
    return effective;
  }

  /** Is told what is in force from now on; must not block. */
  public void onChange(Consumer<Effective> listener) {
    listeners.add(listener);
  }

  /** The last 100 versions, the newest first. */
  public List<ConfigVersion> history() {
    return history.all(state.snapshot());
  }

  /**
   * Sets the fault tolerance settings that a body gives, in the operator's layer. Those that it
   * gives as they are stay with their layer.
   *
   * @param expected the version that the body was made from
   * @param body YAML or JSON of the section {@code fault_tolerance}
   */
  public synchronized Outcome put(Author author, OptionalLong expected, byte[] body) {
    ConfigVersion current = effective.version();
    if (expected.isPresent() && expected.getAsLong() != current.number()) {
      return new Outcome.Stale(current.number());
    }
    Layers base = effective.layers().withoutEmergency();
    ConfigResult result =
        ConfigLoader.parse("body", body, ConfigLoader.Form.FAULT_TOLERANCE, base.values());
    if (!(result instanceof ConfigResult.Valid valid)) {
      return new Outcome.Invalid(result.problems());
    }
    List<Problem> elsewhere = elsewhere(valid);
    if (!elsewhere.isEmpty()) {
      return new Outcome.Invalid(elsewhere);
    }
    Said operator = current.layers().of(Layer.OPERATOR);
    Values now = Values.of(effective.config());
    Values set =
        valid
            .given()
            .where(
                path ->
                    operator.values().get(path).isPresent()
                        || !valid.given().get(path).equals(now.get(path)));
    Map<String, Layer> owners = owners(set.where(p -> !set.get(p).equals(now.get(p))), locked);
    if (!owners.isEmpty()) {
      return new Outcome.Locked(owners);
    }
    String place = "version %d by %s".formatted(current.number() + 1, author.who());
    Layers layers = current.layers().with(Layer.OPERATOR, Said.at(place, set).over(operator));
    return change("put", author, layers, set, current.digest(), false);
  }

  private static List<Problem> elsewhere(ConfigResult.Valid valid) {
    return valid.given().byPath().keySet().stream()
        .filter(path -> !path.startsWith(FAULT_TOLERANCE))
        .map(
            path ->
                new Problem(
                    Severity.ERROR,
                    path,
                    valid.places().getOrDefault(path, Place.whole("body")),
                    "only settings of inference.fault_tolerance can be set here; reload the file"
                        + " to change others"))
        .toList();
  }

  /**
   * Takes a file's text over as the file layer: fault tolerance whole, other sections only where
   * they are there.
   *
   * @param name of the file, for places
   * @param trial whether to say what would happen and no more
   */
  public synchronized Outcome reload(Author author, String name, byte[] file, boolean trial) {
    ConfigVersion current = effective.version();
    ConfigResult result =
        ConfigLoader.parse(
            name, file, ConfigLoader.Form.FILE, current.layers().below(Layer.FILE).values());
    if (!(result instanceof ConfigResult.Valid valid)) {
      return new Outcome.Invalid(result.problems());
    }
    Said said = Said.by(valid);
    Layers layers = replaceFile(current.layers(), said);
    return change("reload", author, layers, said.values(), current.digest(), trial);
  }

  private static Layers replaceFile(Layers layers, Said file) {
    Set<String> sections =
        file.values().byPath().keySet().stream()
            .map(ConfigStore::section)
            .collect(Collectors.toSet());
    Said kept =
        layers
            .of(Layer.FILE)
            .where(path -> !path.startsWith(FAULT_TOLERANCE) && !sections.contains(section(path)));
    return layers.with(Layer.FILE, file.over(kept));
  }

  private static String section(String path) {
    int dot = path.indexOf('.');
    return dot < 0 ? path : path.substring(0, dot);
  }

  /** Clears what file, adaptation and operator say of a component. */
  public synchronized Outcome reset(Author author, Component component) {
    ConfigVersion current = effective.version();
    Layers layers = current.layers();
    for (Layer layer : List.of(Layer.FILE, Layer.ADAPTATION, Layer.OPERATOR)) {
      layers = layers.with(layer, layers.of(layer).where(not(component::owns)));
    }
    return change("reset", author, layers, Values.NONE, current.digest(), false);
  }

  /** Makes the layers of an earlier version the present ones. */
  public synchronized Outcome rollback(Author author, long number) {
    List<ConfigVersion> all = history();
    Optional<ConfigVersion> wanted = all.stream().filter(v -> v.number() == number).findFirst();
    if (wanted.isEmpty()) {
      return new Outcome.UnknownVersion(all.getLast().number(), all.getFirst().number());
    }
    return change(
        "rollback to " + number,
        author,
        wanted.get().layers(),
        Values.NONE,
        effective.version().digest(),
        false);
  }

  /** Switches a component off at once; it stays off where that cannot be stored now. */
  public synchronized Outcome disable(Author author, Component component) {
    return turn(
        "disable " + component.wire(),
        author,
        component,
        Optional.of(new EmergencySwitch(author, time.now())));
  }

  /** Takes a component's emergency switch away; its layers speak again. */
  public synchronized Outcome enable(Author author, Component component) {
    return turn("enable " + component.wire(), author, component, Optional.empty());
  }

  private Outcome turn(
      String action, Author author, Component component, Optional<EmergencySwitch> off) {
    Effective before = effective;
    unsaved.put(component, off);
    ConfigVersion wanted =
        next(
            action,
            author,
            before.version().layers(),
            withUnsaved(before.version().switches()),
            before.version().digest());
    String unsavedReason = "";
    try {
      save(wanted);
    } catch (UnavailableException | StaleWriteException e) {
      unsavedReason = String.valueOf(e.getMessage());
      publish(effective(before.version()).version(), unsavedReason);
    }
    return new Outcome.Applied(
        before.version().number(),
        effective.version().number(),
        Changes.between(before.config(), effective.config()),
        Map.of(),
        List.of(),
        unsavedReason);
  }

  private Outcome change(
      String action, Author author, Layers layers, Values said, String digest, boolean trial) {
    Effective before = effective;
    ConfigVersion wanted = next(action, author, layers, before.version().switches(), digest);
    Effective after = effective(wanted);
    List<Problem> problems = check(after.layers().withoutEmergency().config());
    if (problems.stream().anyMatch(Problem::isError)) {
      return new Outcome.Invalid(problems);
    }
    List<Change> incompatible =
        wanted.changes().stream().filter(c -> c.effect() == Effect.INCOMPATIBLE).toList();
    if (!incompatible.isEmpty()) {
      return new Outcome.Incompatible(incompatible);
    }
    boolean changed = !layers.equals(before.version().layers());
    if (changed && !trial) {
      try {
        save(wanted);
      } catch (StaleWriteException e) {
        return new Outcome.Stale(history.number(state.snapshot()));
      } catch (UnavailableException e) {
        return new Outcome.Unavailable(String.valueOf(e.getMessage()));
      }
    }
    return new Outcome.Applied(
        before.version().number(),
        changed ? wanted.number() : before.version().number(),
        wanted.changes(),
        shadowed(said, after.layers()),
        problems,
        "");
  }

  private static Map<String, Layer> owners(Values values, Layers layers) {
    Map<String, Layer> owners = new TreeMap<>();
    for (String path : values.byPath().keySet()) {
      Layer owner = layers.ownerOf(path);
      if (owner != Layer.DEFAULT) {
        owners.put(path, owner);
      }
    }
    return owners;
  }

  /** Those of the values that are not in force, with the layer that is. */
  private static Map<String, Layer> shadowed(Values said, Layers layers) {
    Values inForce = Values.of(layers.config());
    return owners(said.where(path -> !said.get(path).equals(inForce.get(path))), layers);
  }

  private static List<Problem> check(Config config) {
    return ConfigLoader.check("configuration", config);
  }

  private ConfigVersion next(
      String action,
      Author author,
      Layers layers,
      Map<Component, EmergencySwitch> switches,
      String digest) {
    ConfigVersion bare =
        new ConfigVersion(
            effective.version().number() + 1,
            time.now(),
            author,
            action,
            List.of(),
            layers,
            switches,
            digest);
    return bare.with(Changes.between(effective.config(), effective(bare).config()));
  }

  private Map<Component, EmergencySwitch> withUnsaved(Map<Component, EmergencySwitch> saved) {
    Map<Component, EmergencySwitch> all = new EnumMap<>(Component.class);
    all.putAll(saved);
    unsaved.forEach(
        (component, off) ->
            off.ifPresentOrElse(o -> all.put(component, o), () -> all.remove(component)));
    return all;
  }

  private void save(ConfigVersion version) {
    history.add(state.snapshot(), version);
    unsaved.clear();
    publish(version, "");
  }
}
