package io.ollamamax.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Texts of agents' files. */
final class AgentFile {
  private AgentFile() {}

  /**
   * A whole file.
   *
   * @param services entries, and whatever else belongs into {@code agent}
   */
  static String text(String gateway, Path folder, String services) {
    return """
    agent:
      name: host
      gateways: [%s]
      data_dir: "%s"
      sample_interval: 200ms
      services:
    %s\
    """
        .formatted(gateway, folder.resolve("agent"), services);
  }

  /** An entry: a simulated node as a child. */
  static String simNode(String id, String more) {
    return service(id, Stream.of("exec", java()).toList(), more);
  }

  /**
   * An entry: a shell's words as a child.
   *
   * @param words of which the last is what the shell runs
   */
  static String service(String id, List<String> words, String more) {
    return "    - id: %s\n%s      command: [sh, -c, '%s']\n"
        .formatted(
            id,
            (more.contains("listen") ? "" : "      listen: 127.0.0.1:0\n")
                + (more.isEmpty() ? "" : "      " + more + "\n"),
            words.stream().collect(Collectors.joining(" ")));
  }

  /** The command of a simulated node. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java")
        + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED"
        + " --sun-misc-unsafe-memory-access=allow -cp "
        + System.getProperty("java.class.path")
        + " io.ollamamax.Main sim-node --listen 127.0.0.1:{port}";
  }
}
