package io.ollamamax.config.store;

import io.ollamamax.config.Config;
import io.ollamamax.config.ConfigException;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.config.ConfigResult;
import io.ollamamax.config.Place;
import io.ollamamax.config.Problem;
import io.ollamamax.config.Profiles;
import io.ollamamax.config.Severity;
import io.ollamamax.config.Values;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a gateway is started with, apart from what it has stored.
 *
 * @param layers profile, file, environment and flags
 * @param profiles their names
 * @param file where the file is
 * @param digest of profiles and file; another one means that they were changed
 * @param warnings all of them
 */
public record Launch(
    Layers layers,
    List<String> profiles,
    Optional<Path> file,
    String digest,
    List<Problem> warnings) {
  public Launch {
    profiles = List.copyOf(profiles);
    warnings = List.copyOf(warnings);
  }

  /** A configuration made by the program, as if a file said it. */
  public static Launch of(Config config) {
    Values values = Values.of(config);
    Values defaults = Values.of(Config.defaults());
    Said said =
        Said.at("the program", values.where(path -> !values.get(path).equals(defaults.get(path))));
    return new Launch(
        Layers.DEFAULTS.with(Layer.FILE, said), List.of(), Optional.empty(), "", List.of());
  }

  /**
   * A configuration made by the program, under flags.
   *
   * @throws ConfigException with the problems of the first flag that is wrong
   */
  public static Launch of(Config config, List<String> flags) {
    Reader reader = new Reader();
    reader.layers = of(config).layers();
    flags.forEach(flag -> reader.override(Layer.FLAG, Overrides.ofFlag(flag)));
    return new Launch(reader.layers, List.of(), Optional.empty(), "", List.of());
  }

  /**
   * Reads all that a start is given.
   *
   * @param profiles names, a later one wins
   * @param environment all variables; those of settings are taken
   * @param flags each {@code path=value}
   * @throws ConfigException with all problems of the first part that is wrong
   */
  public static Launch read(
      List<String> profiles,
      Optional<Path> file,
      Map<String, String> environment,
      List<String> flags) {
    Reader reader = new Reader();
    profiles.forEach(reader::profile);
    file.ifPresent(reader::file);
    Overrides.ofEnvironment(environment).forEach(o -> reader.override(Layer.ENVIRONMENT, o));
    flags.forEach(flag -> reader.override(Layer.FLAG, Overrides.ofFlag(flag)));
    reader.warnings.addAll(Overrides.unknown(environment));
    return new Launch(
        reader.layers,
        profiles,
        file.map(Path::toAbsolutePath),
        file.map(Launch::bytes).map(b -> digest(profiles, b)).orElse(digest(profiles)),
        reader.warnings);
  }

  private static final class Reader {
    private final List<Problem> warnings = new ArrayList<>();
    private Layers layers = Layers.DEFAULTS;

    private void profile(String name) {
      ConfigResult result = Profiles.find(name).orElseThrow(() -> unknown(name));
      add(Layer.PROFILE, result, List.of());
    }

    private void file(Path file) {
      ConfigResult result = ConfigLoader.load(file, ConfigLoader.Form.FILE, layers.values());
      add(Layer.FILE, result, result.problems());
    }

    private void override(Layer layer, Overrides.Assignment override) {
      ConfigResult result =
          ConfigLoader.parse(
              override.name(),
              override.yaml().getBytes(StandardCharsets.UTF_8),
              ConfigLoader.Form.FILE,
              layers.values());
      add(layer, result, List.of());
    }

    private void add(Layer layer, ConfigResult result, List<Problem> worthSaying) {
      switch (result) {
        case ConfigResult.Invalid invalid -> throw new ConfigException(invalid.problems());
        case ConfigResult.Valid valid ->
            layers = layers.with(layer, Said.by(valid).over(layers.of(layer)));
      }
      warnings.addAll(worthSaying);
    }

    private static ConfigException unknown(String name) {
      String hint =
          Profiles.nearest(name)
              .map(near -> "; did you mean " + near + "?")
              .orElse("; known are " + String.join(", ", Profiles.names()));
      return new ConfigException(
          List.of(
              new Problem(
                  Severity.ERROR, "", Place.whole("--profile"), "unknown profile " + name + hint)));
    }
  }

  /**
   * The digest after a reload of a file's text: another one where it is the file of the start, for
   * then the start's file was changed and is adopted.
   *
   * @param current the digest before
   */
  String digestAfter(String current, String name, byte[] text) {
    return file.isPresent() && file.get().toString().equals(name)
        ? digest(profiles, text)
        : current;
  }

  private static byte[] bytes(Path file) {
    try {
      return ConfigLoader.bytes(file);
    } catch (IOException e) {
      return new byte[0]; // it was read a moment ago
    }
  }

  /** The digest of what the profiles and the file say. */
  static String digest(List<String> profiles, byte... file) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      profiles.forEach(name -> sha.update((name + "\n").getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(sha.digest(file));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
