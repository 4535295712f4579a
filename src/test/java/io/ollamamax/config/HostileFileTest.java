package io.ollamamax.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files made to harm: a clear error, at a cost that is bounded in work and in memory. */
class HostileFileTest {
  private static final long MOST_BYTES = 384L << 20; // most of it garbage at once

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  static Stream<Named<String>> hostile() {
    return Stream.of(
        Named.of("billion laughs", bomb()),
        Named.of("anchor in itself", "nodes: &n [*n, *n]"),
        Named.of("anchors in each other", "a: &a {b: &b {c: *a}}\nd: *b"),
        Named.of("merge of itself", "gateway: &g {<<: *g}"),
        Named.of("many aliases", "x: &x 1\ny: [" + "*x,".repeat(5000) + "]"),
        Named.of("deep flow", "[".repeat(200_000)),
        Named.of("deep flow over lines", "[\n".repeat(200_000)),
        Named.of("aliases of a long list", aliases()),
        Named.of("many values", "nodes: [" + "1,\n".repeat(300_000) + "]"),
        Named.of("many wrong values", "nodes: [" + "1,\n".repeat(19_000) + "]"),
        Named.of("many nodes", "nodes:\n" + "- {url: x}\n".repeat(20_000)),
        Named.of("deep block", deep()),
        Named.of("deep mapping", "{a: ".repeat(50_000)),
        Named.of("many keys", keys(40_000)),
        Named.of("one key many times", "listen: 1\n".repeat(50_000)),
        Named.of("a long key", "a".repeat(900_000) + ": 1"),
        Named.of("a long value", "gateway: {listen: " + "9".repeat(900_000) + "}"),
        Named.of("a long number", "gateway: {event_loops: " + "9".repeat(900_000) + "}"),
        Named.of("a long duration", "gateway: {stall_min: " + "1h".repeat(400_000) + "}"),
        Named.of("a huge exponent", "gateway: {retry_budget: 1e999999999}"),
        Named.of("a duration with an exponent", "gateway: {stall_min: 1e9h}"),
        Named.of("not a number", "gateway: {retry_budget: .nan}"),
        Named.of("a tab", "gateway:\n\tlisten: ':1'"),
        Named.of("a duplicate", "gateway: {listen: ':1', listen: ':2'}"),
        Named.of("a tag of a class", "!!javax.script.ScriptEngineManager [x]"),
        Named.of("a binary", "gateway: !!binary R0lGODlhDAAMAIQAAP"),
        Named.of("documents", "---\n{}\n".repeat(50_000)),
        Named.of("comments of one document after another", "--- #\n".repeat(100_000)),
        Named.of("folded", "a: >\n" + " x\n".repeat(300_000)),
        Named.of("quotes", "a: \"" + "\\\"".repeat(400_000)),
        Named.of("question marks", "? ".repeat(300_000)),
        Named.of("colons", ": ".repeat(300_000)),
        Named.of("dashes", "- ".repeat(300_000)),
        Named.of("one long line", "a: b, ".repeat(150_000)));
  }

  private static String bomb() {
    StringBuilder yaml = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (char c = 'b'; c <= 'z'; c++) {
      char before = (char) (c - 1);
      yaml.append(c).append(": &").append(c).append(" [");
      yaml.append(("*" + before + ", ").repeat(9)).append("]\n");
    }
    return yaml.toString();
  }

  private static String aliases() {
    return "models:\n- {name: a, fallbacks: &f [x"
        + ",\nx".repeat(15_000)
        + "]}\n"
        + "- {name: b, fallbacks: *f}\n".repeat(60);
  }

  private static String deep() {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      yaml.append(" ".repeat(i)).append("a:\n");
    }
    return yaml.toString();
  }

  private static String keys(int number) {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < number; i++) {
      yaml.append("key").append(i).append(": ").append(i).append('\n');
    }
    return yaml.toString();
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void anErrorAndBoundedMemory(String yaml) {
    long before = allocated();
    ConfigResult result =
        ConfigLoader.parse(
            "c.yaml",
            yaml.getBytes(StandardCharsets.UTF_8),
            ConfigLoader.Form.FRAGMENT,
            Values.NONE);
    long used = allocated() - before;
    assertInstanceOf(ConfigResult.Invalid.class, result);
    assertTrue(result.problems().size() <= 501, () -> result.problems().size() + " problems");
    for (Problem problem : result.problems()) {
      assertTrue(problem.message().length() < 600, problem::message);
    }
    assertTrue(used < MOST_BYTES, () -> used + " bytes were allocated");
  }

  @Test
  void ofVeryManyProblemsTheFirstAreTold() {
    List<Problem> problems =
        ConfigLoader.parse("c.yaml", "nodes: [" + "1,\n".repeat(700) + "]").problems();
    assertEquals("nodes[499]", problems.get(499).path());
    // the others, and the warning that the defaults give
    assertEquals("c.yaml: error: 201 more problems are not shown", problems.get(500).summary());
  }

  @Test
  void aHundredMegabytesAreNotRead() throws IOException {
    Path file = folder.resolve("large.yaml");
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(100L << 20);
    }
    long before = allocated();
    ConfigResult result = ConfigLoader.load(file);
    long used = allocated() - before;
    assertTrue(
        result.problems().getFirst().summary().endsWith("error: the file is larger than 1MiB"));
    assertTrue(used < 16L << 20, () -> used + " bytes were allocated");
  }

  @Test
  void otherEncodingsAreNamed() throws IOException {
    Path file = folder.resolve("c.yaml");
    for (byte[] bytes :
        new byte[][] {
          "gateway: {}".getBytes(StandardCharsets.UTF_16),
          {(byte) 0xc3, '('},
          {'a', ':', ' ', (byte) 0xed, (byte) 0xa0, (byte) 0x80},
          {0}
        }) {
      Files.write(file, bytes);
      ConfigResult result = ConfigLoader.load(file);
      assertInstanceOf(ConfigResult.Invalid.class, result);
      assertTrue(result.problems().getFirst().line() > 0, result::toString);
    }
  }
}
