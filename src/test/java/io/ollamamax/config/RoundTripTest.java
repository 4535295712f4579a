package io.ollamamax.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.ollamamax.config.store.Layer;
import io.ollamamax.config.store.Layers;
import io.ollamamax.config.store.Said;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Every accepted configuration is written and read back as it was. */
class RoundTripTest {
  private static final List<Settings.Entry> SINGLE =
      Settings.all().stream()
          .filter(e -> !e.isSection() && !e.path().contains("[]") && !e.type().startsWith("list"))
          .toList();

  @Property(tries = 100)
  void whatIsWrittenIsReadBack(@ForAll("configurations") String yaml) {
    if (ConfigLoader.parse("c.yaml", yaml) instanceof ConfigResult.Valid valid) {
      ConfigResult.Valid again =
          assertInstanceOf(
              ConfigResult.Valid.class,
              ConfigLoader.parse("again.yaml", YamlText.document(valid.given().tree(false))));
      assertEquals(valid.config(), again.config());
      assertEquals(valid.given(), again.given());
      assertEquals(List.of(), Changes.between(valid.config(), again.config()));
      assertEquals(valid.config(), Layers.DEFAULTS.with(Layer.FILE, Said.by(valid)).config());
    } else {
      ConfigResult broken = ConfigLoader.parse("c.yaml", yaml);
      broken
          .problems()
          .forEach(problem -> assertEquals(problem.render(), problem.render().strip()));
    }
  }

  @Property(tries = 100)
  void eachSettingKeepsItsValueThroughText(@ForAll("values") Map<String, String> given) {
    String yaml = yaml(given);
    ConfigResult result = ConfigLoader.parseLayer("c.yaml", yaml);
    ConfigResult.Valid valid =
        assertInstanceOf(ConfigResult.Valid.class, result, () -> result.problems() + "\n" + yaml);
    assertEquals(given.keySet(), valid.given().byPath().keySet());
    Values again =
        assertInstanceOf(
                ConfigResult.Valid.class,
                ConfigLoader.parseLayer("a", YamlText.document(valid.given().tree(false))))
            .given();
    assertEquals(valid.given(), again);
  }

  private static String yaml(Map<String, String> values) {
    Map<String, Object> tree = new TreeMap<>();
    values.forEach((path, value) -> put(tree, path, value));
    return YamlTexts.flow(tree);
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> tree, String path, String value) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      tree.put(path, value);
    } else {
      put(
          (Map<String, Object>)
              tree.computeIfAbsent(path.substring(0, dot), unused -> new TreeMap<>()),
          path.substring(dot + 1),
          value);
    }
  }

  @Provide
  Arbitrary<String> configurations() {
    return Combinators.combine(values(), nodes())
        .as((values, nodes) -> yaml(values) + "\n" + nodes)
        .map(text -> text.replaceFirst("}\n", ", ").replaceFirst(", $", "}"));
  }

  private static Arbitrary<String> nodes() {
    Arbitrary<String> text =
        Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(12).map(RoundTripTest::quoted);
    return Combinators.combine(Arbitraries.integers().between(1, 65535), text, text)
        .as("nodes: [{url: 'http://h:%d', headers: {X: %s}, labels: {a: %s}}]}"::formatted);
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  @Provide
  Arbitrary<Map<String, String>> values() {
    return Arbitraries.of(SINGLE)
        .set()
        .ofMinSize(1)
        .ofMaxSize(20)
        .flatMap(
            entries -> {
              List<Arbitrary<String>> values = new ArrayList<>();
              List<Settings.Entry> ordered = List.copyOf(entries);
              ordered.forEach(entry -> values.add(value(entry)));
              return Combinators.combine(values)
                  .as(
                      texts -> {
                        Map<String, String> map = new TreeMap<>();
                        for (int i = 0; i < texts.size(); i++) {
                          map.put(ordered.get(i).path(), texts.get(i));
                        }
                        return map;
                      });
            });
  }

  private static Arbitrary<String> value(Settings.Entry entry) {
    return switch (entry.type()) {
      case "bool" -> Arbitraries.of("true", "false");
      case "int" ->
          Arbitraries.integers()
              .between(Integer.parseInt(entry.min()), Integer.parseInt(entry.max()))
              .map(String::valueOf);
      case "float64" ->
          Arbitraries.doubles()
              .between(Double.parseDouble(entry.min()), Double.parseDouble(entry.max()))
              .map(String::valueOf);
      case "duration" ->
          Arbitraries.longs()
              .between(
                  GoDuration.parse(entry.min()).toNanos(), GoDuration.parse(entry.max()).toNanos())
              .map(nanos -> GoDuration.format(Duration.ofNanos(nanos)));
      case "size" ->
          Arbitraries.longs()
              .between(ByteSize.parse(entry.min()).bytes(), ByteSize.parse(entry.max()).bytes())
              .map(bytes -> new ByteSize(bytes).toString());
      case "address" ->
          Arbitraries.integers().between(0, 65535).map(port -> "'127.0.0.1:" + port + "'");
      case "path" ->
          Arbitraries.strings()
              .withCharRange(' ', '~')
              .ofMinLength(1)
              .ofMaxLength(20)
              .map(text -> quoted("/" + text));
      default -> Arbitraries.of(entry.type().split(", ", -1));
    };
  }

  /** Flow mappings of texts that are written already. */
  private static final class YamlTexts {
    private static String flow(Map<?, ?> tree) {
      List<String> entries = new ArrayList<>();
      tree.forEach(
          (key, value) ->
              entries.add(key + ": " + (value instanceof Map<?, ?> map ? flow(map) : value)));
      return "{" + String.join(", ", entries) + "}";
    }
  }
}
