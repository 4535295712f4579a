package io.ollamamax.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The configurations that ship with the product, as files under {@code config/}. */
public final class Profiles {
  private static final List<String> NAMES =
      List.of(
          "development",
          "staging",
          "production",
          "high-availability",
          "small",
          "medium",
          "large",
          "sensitivity-high",
          "sensitivity-balanced",
          "sensitivity-conservative",
          "healing-aggressive",
          "healing-balanced",
          "healing-conservative");

  private Profiles() {}

  /** All names: environments, sizes, presets. */
  public static List<String> names() {
    return NAMES;
  }

  /** The profile of that name. */
  public static Optional<ConfigResult> find(String name) {
    return NAMES.contains(name)
        ? Optional.of(
            ConfigLoader.parse(
                "config/" + name + ".yaml", read(name), ConfigLoader.Form.FILE, Values.NONE))
        : Optional.empty();
  }

  /** The known name that a mistyped one stands for. */
  public static Optional<String> nearest(String name) {
    return NearestKey.of(name, NAMES);
  }

  private static byte[] read(String name) {
    String resource = "profiles/" + name + ".yaml";
    try (InputStream in = Profiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing from the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " cannot be read", e);
    }
  }
}
