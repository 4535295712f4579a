package io.ollamamax.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads the configuration file. None of its methods throws for what a file holds. */
public final class ConfigLoader {
  private static final String BYTE_ORDER_MARK = "\ufeff";
  private static final Set<String> SECTIONS = Set.copyOf(Schema.of(FaultTolerance.class).keys());

  private ConfigLoader() {}

  /** The configuration in a file, or all that is wrong with it. */
  public static ConfigResult load(Path file) {
    return load(file, false);
  }

  /** As {@link #load}, but the file may also be a fragment: see {@link #parseFragment}. */
  public static ConfigResult loadFragment(Path file) {
    return load(file, true);
  }

  /**
   * The configuration in a text, or all that is wrong with it.
   *
   * @param name the file's name in problems
   */
  public static ConfigResult parse(String name, String yaml) {
    return parse(name, yaml, false);
  }

  /**
   * As {@link #parse}, but the text may also start inside: at {@code fault_tolerance} or at one of
   * its keys.
   */
  public static ConfigResult parseFragment(String name, String yaml) {
    return parse(name, yaml, true);
  }

  private static ConfigResult load(Path file, boolean fragment) {
    return switch (FileText.of(file)) {
      case FileText.Content content -> parse(file.toString(), content.text(), fragment);
      case FileText.Failure failure -> new ConfigResult.Invalid(List.of(failure.problem()));
    };
  }

  private static ConfigResult parse(String name, String text, boolean fragment) {
    String yaml = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    Source source = new Source(name, yaml);
    return switch (YamlTree.read(source, yaml)) {
      case YamlTree.Broken broken -> new ConfigResult.Invalid(List.of(broken.problem()));
      case YamlTree.Sound sound ->
          bind(source, fragment ? sound.root().map(ConfigLoader::whole) : sound.root());
    };
  }

  private static ConfigResult bind(Source source, Optional<Node> root) {
    Findings findings = new Findings(source.whole());
    Config config =
        root.flatMap(node -> new Binder(source, findings).section(ConfigFile.SCHEMA, "", node))
            .map(ConfigFile::toConfig)
            .orElseGet(Config::defaults);
    Relations.RULES.forEach(rule -> rule.check(config, findings));
    List<Problem> problems = findings.problems();
    return problems.stream().anyMatch(Problem::isError)
        ? new ConfigResult.Invalid(problems)
        : new ConfigResult.Valid(config, findings.present(), problems);
  }

  /** The fragment with the sections around it. */
  private static Node whole(Node root) {
    if (startsAt(root, Set.of("fault_tolerance"))) {
      return wrap("inference", root);
    }
    return startsAt(root, SECTIONS) ? wrap("inference", wrap("fault_tolerance", root)) : root;
  }

  private static boolean startsAt(Node root, Set<String> keys) {
    return root instanceof MappingNode mapping
        && !mapping.getValue().isEmpty()
        && mapping.getValue().getFirst().getKeyNode() instanceof ScalarNode key
        && keys.contains(key.getValue());
  }

  private static Node wrap(String key, Node inner) {
    Node name =
        new ScalarNode(
            Tag.STR, true, key, ScalarStyle.PLAIN, inner.getStartMark(), inner.getStartMark());
    return new MappingNode(
        Tag.MAP,
        true,
        List.of(new NodeTuple(name, inner)),
        FlowStyle.BLOCK,
        inner.getStartMark(),
        inner.getEndMark());
  }
}
