package io.ollamamax.config.store;

import io.ollamamax.config.Config;
import io.ollamamax.config.ConfigException;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.config.Place;
import io.ollamamax.config.Problem;
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
   * @throws ConfigException with all that is wrong with the flags
   */
  public static Launch of(Config config, List<String> flags) {
    LaunchReader reader = new LaunchReader(of(config).layers());
    reader.overrides(Map.of(), flags);
    return new Launch(reader.layers(), List.of(), Optional.empty(), "", List.of());
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
    Optional<Path> at = file.map(f -> f.toAbsolutePath().normalize());
    byte[] text = at.map(Launch::bytes).orElse(new byte[0]);
    LaunchReader reader = new LaunchReader(Layers.DEFAULTS);
    profiles.forEach(reader::profile);
    at.ifPresentOrElse(f -> reader.file(f.toString(), text), reader::noFile);
    reader.overrides(environment, flags);
    List<Problem> warnings = new ArrayList<>(Overrides.unknown(environment));
    if (file.isPresent()) { // of the defaults alone nobody is warned
      warnings.addAll(0, reader.relations());
    }
    return new Launch(reader.layers(), profiles, at, digest(profiles, text), warnings);
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
      Place place = Place.whole(file.toString());
      String why = "the file cannot be read: " + e.getMessage();
      throw new ConfigException(List.of(new Problem(Severity.ERROR, "", place, why)));
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
