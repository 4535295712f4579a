package io.ollamamax.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads a configuration: whole, or with every problem at once. */
public final class ConfigLoader {
  private static final List<String> SECTIONS =
      List.of("inference", "gateway", "nodes", "embedded", "logging");
  private static final String CORE = "fault_tolerance";

  private ConfigLoader() {}

  /** Reads a file; one that cannot be read is a problem too. */
  public static Loaded load(Path file) {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      return new Loaded.Invalid(
          List.of(
              new Problem(
                  file.toString(),
                  0,
                  0,
                  "",
                  "the file cannot be read: "
                      + e.getClass().getSimpleName()
                      + " "
                      + e.getMessage())));
    }
  }

  /** Reads a text; an empty one gives the defaults. */
  public static Loaded parse(String file, String yaml) {
    Binder binder = new Binder(file, yaml);
    Node root = compose(binder, yaml);
    if (!binder.problems().isEmpty()) {
      return new Loaded.Invalid(binder.problems());
    }
    Map<String, Node> sections = binder.entries(root, "", SECTIONS);
    Map<String, Node> inference =
        binder.entries(sections.get("inference"), "inference", List.of(CORE));
    Config config =
        new Config(
            binder.bind(inference.get(CORE), "inference." + CORE, FaultTolerance.class),
            binder.bind(sections.get("gateway"), "gateway", Gateway.class),
            nodes(binder, sections.get("nodes")),
            binder.bind(sections.get("embedded"), "embedded", Embedded.class),
            binder.bind(sections.get("logging"), "logging", Logging.class));
    return binder.problems().isEmpty()
        ? new Loaded.Valid(config, List.of())
        : new Loaded.Invalid(binder.problems());
  }

  private static @Nullable Node compose(Binder binder, String yaml) {
    LoadSettings settings = LoadSettings.builder().setMaxAliasesForCollections(20).build();
    try {
      Iterator<Node> documents = new Compose(settings).composeAllFromString(yaml).iterator();
      Node root = documents.hasNext() ? documents.next() : null;
      if (documents.hasNext()) {
        binder.problem(documents.next(), "expected one document, found a second one");
      }
      return root;
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().orElse(null);
      binder.problem(
          mark == null ? 0 : mark.getLine() + 1,
          mark == null ? 0 : mark.getColumn() + 1,
          (e.getContext() == null ? "" : e.getContext() + ": ") + e.getProblem());
    } catch (YamlEngineException e) {
      binder.problem(0, 0, String.valueOf(e.getMessage()));
    }
    return null;
  }

  private static List<NodeConfig> nodes(Binder binder, @Nullable Node node) {
    List<NodeConfig> nodes = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        NodeConfig one = binder.bind(item, "nodes[" + nodes.size() + "]", NodeConfig.class);
        if (!usable(one.url())) {
          binder.problem(
              item,
              "nodes["
                  + nodes.size()
                  + "].url must be an http or https address, got '"
                  + one.url()
                  + "'");
        }
        nodes.add(one);
      }
    } else if (node != null) {
      binder.problem(node, "nodes must be a list of entries with a url");
    }
    return nodes;
  }

  private static boolean usable(String url) {
    try {
      URI uri = URI.create(url);
      return uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
