package io.ollamamax.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopTest {
  private static final TopView PLAIN = new TopView(new Ink(false));

  private static TopRow row(String id, String status, int work, double tokens) {
    return new TopRow(
        id, status, work, tokens, 0.05, status.equals("draining"), "closed", "tiny", "");
  }

  private static final List<TopRow> ROWS =
      TopState.FIRST.sorted(
          List.of(
              row("gpu-10", "healthy", 3, 30),
              row("gpu-2", "draining", 0, 0),
              row("gpu-1", "healthy", 1, 12.5)));

  private static List<String> ids(List<TopRow> rows) {
    return rows.stream().map(TopRow::id).toList();
  }

  private static TopState press(TopState state, String letters) {
    for (int i = 0; i < letters.length(); i++) {
      state = state.after(new TopKey.Letter(letters.charAt(i)), ROWS);
    }
    return state;
  }

  @Test
  void keysSort() {
    assertEquals(List.of("gpu-1", "gpu-2", "gpu-10"), ids(ROWS));
    assertEquals(List.of("gpu-10", "gpu-1", "gpu-2"), ids(press(TopState.FIRST, "w").sorted(ROWS)));
    assertEquals(
        List.of("gpu-2", "gpu-1", "gpu-10"), ids(press(TopState.FIRST, "tr").sorted(ROWS)));
  }

  @Test
  void arrowsChooseAndStayWithinTheRows() {
    TopState state = TopState.FIRST.after(new TopKey.Down(), ROWS);
    assertEquals("gpu-1", state.chosen());
    state = state.after(new TopKey.Up(), ROWS);
    assertEquals("gpu-1", state.chosen());
    state = TopState.FIRST.after(new TopKey.Up(), ROWS).after(new TopKey.Down(), ROWS);
    assertEquals("gpu-10", state.chosen());
    assertEquals("", TopState.FIRST.after(new TopKey.Down(), List.of()).chosen());
  }

  @Test
  void aDrainIsAskedFor() {
    assertFalse(press(TopState.FIRST, "d").asks());
    TopState asking = press(TopState.FIRST.after(new TopKey.Down(), ROWS), "d");
    assertTrue(asking.asks());
    assertTrue(asking.confirms(new TopKey.Letter('y')));
    assertFalse(asking.confirms(new TopKey.Letter('n')));
    assertFalse(press(asking, "n").asks());
    assertTrue(
        PLAIN.draw("healthy", ROWS, asking, "", true, 80, 24).getLast().startsWith("drain gpu-1?"));
    TopState held = press(asking.after(new TopKey.Down(), ROWS), "d");
    assertTrue(
        PLAIN.draw("healthy", ROWS, held, "", true, 80, 24).getLast().startsWith("undrain gpu-2?"));
  }

  @Test
  void itFitsTheTerminalAndShowsTheChosenNode() {
    List<TopRow> many =
        IntStream.rangeClosed(1, 200)
            .mapToObj(number -> row("gpu-" + number, "healthy", 0, 0))
            .toList();
    TopState state = TopState.FIRST;
    for (int i = 0; i < 150; i++) {
      state = state.after(new TopKey.Down(), many);
    }
    List<String> lines = PLAIN.draw("degraded", many, state, "", true, 60, 20);
    assertEquals(20, lines.size());
    assertTrue(lines.stream().skip(1).allMatch(line -> line.length() <= 60));
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("gpu-150 ")));
    assertEquals("degraded  200 of 200 nodes serve  0 in work  0.0 tokens/s", lines.getFirst());
  }

  @Test
  void colourIsForTerminalsAlone() {
    List<String> plain = PLAIN.draw("healthy", ROWS, TopState.FIRST, "", false, 200, 99);
    assertTrue(plain.stream().noneMatch(line -> line.contains("\u001b")));
    List<String> coloured =
        new TopView(new Ink(true)).draw("healthy", ROWS, TopState.FIRST, "", false, 200, 99);
    assertTrue(coloured.getFirst().contains("\u001b[32m"));
    assertEquals(
        plain, coloured.stream().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")).toList());
  }

  @Test
  void ratesAreWhatCameSinceTheLookBefore() throws IOException {
    TokenRates rates = new TokenRates();
    assertEquals(Map.of(), rates.take(nodes(100), 0));
    assertEquals(Map.of("one", 25.0), rates.take(nodes(150), 2_000_000_000L));
    assertEquals(Map.of("one", 0.0), rates.take(nodes(3), 3_000_000_000L));
  }

  private static JsonNode nodes(int tokens) throws IOException {
    return Json.read(
        "[{\"id\":\"one\",\"models\":[{\"tokens\":%d},{\"tokens\":0}]}]"
            .formatted(tokens)
            .getBytes(StandardCharsets.UTF_8));
  }
}
