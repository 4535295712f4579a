package io.ollamamax.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

  /** What a text may be. */
  public enum Form {
    /** A whole file. */
    FILE,
    /** A whole file, or what starts inside one: at {@code fault_tolerance} or one of its keys. */
    FRAGMENT,
    /** The section {@code fault_tolerance}, with the sections around it or without. */
    FAULT_TOLERANCE
  }

  /** The configuration in a file over the defaults, or all that is wrong with it. */
  public static ConfigResult load(Path file) {
    return load(file, Form.FILE, Values.NONE);
  }

  /**
   * The configuration in a file, or all that is wrong with it.
   *
   * @param below what stands where the file gives nothing
   */
  public static ConfigResult load(Path file, Form form, Values below) {
    return switch (FileText.of(file)) {
      case FileText.Content content -> parse(file.toString(), content.text(), form, below);
      case FileText.Failure failure -> new ConfigResult.Invalid(List.of(failure.problem()));
    };
  }

  /**
   * The configuration in a text over the defaults, or all that is wrong with it.
   *
   * @param name the file's name in problems
   */
  public static ConfigResult parse(String name, String yaml) {
    return parse(name, yaml, Form.FILE, Values.NONE);
  }

  /** As {@link #parse(String, String)}; the text may also be a {@link Form#FRAGMENT}. */
  public static ConfigResult parseFragment(String name, String yaml) {
    return parse(name, yaml, Form.FRAGMENT, Values.NONE);
  }

  /**
   * The bytes of a file, no more than are needed to see that it is too large.
   *
   * @throws IOException where it cannot be read
   */
  public static byte[] bytes(Path file) throws IOException {
    return FileText.bytes(file);
  }

  /**
   * The configuration in bytes, or all that is wrong with it.
   *
   * @param below what stands where the text gives nothing
   */
  public static ConfigResult parse(String name, byte[] yaml, Form form, Values below) {
    return switch (FileText.of(name, yaml)) {
      case FileText.Content content -> parse(name, content.text(), form, below);
      case FileText.Failure failure -> new ConfigResult.Invalid(List.of(failure.problem()));
    };
  }

  /**
   * The values in a text that is one of several layers; relations are not checked, for they may
   * hold over all layers only.
   */
  public static ConfigResult parseLayer(String name, String yaml) {
    Source source = new Source(name, yaml);
    return switch (YamlTree.read(source, yaml)) {
      case YamlTree.Broken broken -> new ConfigResult.Invalid(List.of(broken.problem()));
      case YamlTree.Sound sound -> bind(source, sound.root(), Values.NONE, List.of());
    };
  }

  /** What is wrong with the relations between settings that were put together. */
  public static List<Problem> check(String name, Config config) {
    return check(name, Map.of(), config);
  }

  /**
   * What is wrong with the relations between settings that were put together.
   *
   * @param places where settings stand, by their full paths
   */
  public static List<Problem> check(String name, Map<String, Place> places, Config config) {
    Findings findings = new Findings(Place.whole(name));
    places.forEach(findings::present);
    Relations.RULES.forEach(rule -> rule.check(config, findings));
    return findings.problems();
  }

  private static ConfigResult parse(String name, String text, Form form, Values below) {
    String yaml = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    Source source = new Source(name, yaml);
    return switch (YamlTree.read(source, yaml)) {
      case YamlTree.Broken broken -> new ConfigResult.Invalid(List.of(broken.problem()));
      case YamlTree.Sound sound ->
          bind(source, sound.root().map(r -> whole(r, form)), below, Relations.RULES);
    };
  }

  private static ConfigResult bind(
      Source source, Optional<Node> root, Values below, List<Rule> rules) {
    Findings findings = new Findings(source.whole());
    Binder binder = new Binder(source, below, findings);
    Config config =
        root.flatMap(node -> binder.section(ConfigFile.SCHEMA, "", node))
            .map(ConfigFile::toConfig)
            .orElseGet(below::toConfig);
    rules.forEach(rule -> rule.check(config, findings));
    List<Problem> problems = findings.problems();
    return problems.stream().anyMatch(Problem::isError)
        ? new ConfigResult.Invalid(problems)
        : new ConfigResult.Valid(config, findings.places(), problems);
  }

  /** The text's tree with the sections around it. */
  private static Node whole(Node root, Form form) {
    if (form == Form.FILE || startsAt(root, Set.of("inference"))) {
      return root;
    }
    if (startsAt(root, Set.of("fault_tolerance"))) {
      return wrap("inference", root);
    }
    return form == Form.FAULT_TOLERANCE || startsAt(root, SECTIONS)
        ? wrap("inference", wrap("fault_tolerance", root))
        : root;
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
