package io.ollamamax.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A YAML 1.2 text as a tree of nodes with their places, or the first thing wrong with it. */
sealed interface YamlTree {
  int DEEPEST = 32;
  int MOST_ALIASES = 64;
  int MOST_VALUES = 20_000;
  int LONGEST_LINE = 16_384;

  /**
   * A tree.
   *
   * @param root nothing for an empty document
   */
  record Sound(Optional<Node> root) implements YamlTree {}

  /** A text that is no YAML, or more than a configuration needs. */
  record Broken(Problem problem) implements YamlTree {}

  /** Reads the text, which throws nothing whatever the text is. */
  static YamlTree read(Source source, String text) {
    if (text.length() > FileText.LIMIT) {
      return broken(source.whole(), "longer than " + FileText.LIMIT + " characters");
    }
    int longLine = Source.lineLongerThan(text, LONGEST_LINE);
    if (longLine > 0) {
      return broken(
          source.whole(), "line %d is longer than %d characters".formatted(longLine, LONGEST_LINE));
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setMaxAliasesForCollections(MOST_ALIASES)
            .setCodePointLimit(FileText.LIMIT)
            .build();
    try {
      Optional<Problem> excess = excess(source, new Parse(settings).parseString(text));
      if (excess.isPresent()) {
        return new Broken(excess.get());
      }
      return new Sound(new Compose(settings).composeString(text));
    } catch (MarkedYamlEngineException e) {
      return broken(e.getProblemMark().map(source::at).orElse(source.whole()), words(e));
    } catch (ReaderException e) {
      return broken(
          source.atIndex(text, e.getPosition()),
          "the character U+%04X is not allowed".formatted(e.getCodePoint()));
    } catch (YamlVersionException e) {
      return broken(source.whole(), "YAML 1.2 is expected, found another version");
    } catch (RuntimeException e) { // the library lets some of its own escape
      return broken(source.whole(), "cannot be read as YAML: " + e.getMessage());
    }
  }

  private static Optional<Problem> excess(Source source, Iterable<Event> events) {
    Deque<String> open = new ArrayDeque<>(); // anchors of what is not ended yet, "" for none
    Deque<Integer> begun = new ArrayDeque<>(); // the values before each of them
    Map<String, Integer> sizes = new HashMap<>(); // values behind an anchor
    int documents = 0;
    int aliases = 0;
    int values = 0; // an alias counts as what it stands for
    for (Event event : events) {
      switch (event) {
        case CollectionStartEvent start -> {
          open.push(anchor(start));
          begun.push(values++);
        }
        case CollectionEndEvent end -> sizes.put(open.pop(), values - begun.pop());
        case DocumentStartEvent start -> documents++;
        case AliasEvent alias -> {
          aliases++;
          values += sizes.getOrDefault(anchor(alias), 1);
        }
        case ScalarEvent scalar -> values++;
        default -> {}
      }
      String message =
          open.size() > DEEPEST
              ? "nested deeper than " + DEEPEST + " levels"
              : documents > 1
                  ? "expected one document, found another one"
                  : aliases > MOST_ALIASES
                      ? "more than " + MOST_ALIASES + " aliases"
                      : event instanceof AliasEvent alias && open.contains(anchor(alias))
                          ? "an alias stands within its own anchor"
                          : values > MOST_VALUES
                              ? "more than " + MOST_VALUES + " keys and values"
                              : "";
      if (!message.isEmpty()) {
        Place place = event.getStartMark().map(source::at).orElse(source.whole());
        return Optional.of(new Problem(Severity.ERROR, "", place, message));
      }
    }
    return Optional.empty();
  }

  private static String anchor(NodeEvent event) {
    return event.getAnchor().map(Anchor::getValue).orElse("");
  }

  private static String words(MarkedYamlEngineException e) {
    String problem = e.getProblem();
    if (problem.contains("TAB")) {
      return "a tab cannot stand here; indent with spaces";
    }
    if (problem.contains("<block end>")) {
      problem += "; check the indentation";
    }
    String context = e.getContext();
    Optional<Mark> begun = e.getContextMark();
    if (context == null || context.isEmpty()) {
      return problem;
    }
    return context
        + begun.map(m -> " begun on line " + (m.getLine() + 1)).orElse("")
        + ": "
        + problem;
  }

  private static YamlTree broken(Place place, String message) {
    return new Broken(new Problem(Severity.ERROR, "", place, Texts.printable(message)));
  }
}
