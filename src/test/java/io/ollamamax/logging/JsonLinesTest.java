package io.ollamamax.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
  private static JsonNode line(Level level, String message, Object... parameters)
      throws IOException {
    LogRecord line = new LogRecord(level, message);
    line.setInstant(Instant.EPOCH);
    line.setLoggerName("access");
    line.setParameters(parameters);
    if (level.equals(Level.SEVERE)) {
      line.setThrown(new IllegalStateException("broken \"here\""));
    }
    String text = new JsonLines().format(line);
    assertEquals(text.length() - 1, text.indexOf('\n'), "one line");
    return Json.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void figuresThatTheMessageNamesAreFields() throws IOException {
    JsonNode line =
        line(
            Level.WARNING,
            "request {0}: node {1}: {2}, after {3} tokens status={4}",
            "r1",
            "gpu-a",
            "the \"connection\"\nwas lost",
            "7",
            "502");
    assertEquals("1970-01-01T00:00:00Z", line.path("time").asText());
    assertEquals("warn", line.path("level").asText());
    assertEquals("access", line.path("logger").asText());
    assertEquals("r1", line.path("request").asText());
    assertEquals("gpu-a", line.path("node").asText());
    assertEquals("502", line.path("status").asText());
    assertEquals(
        "request r1: node gpu-a: the \"connection\"\nwas lost, after 7 tokens status=502",
        line.path("message").asText());
  }

  @Test
  void anExceptionIsOneField() throws IOException {
    JsonNode line = line(Level.SEVERE, "it failed");
    assertEquals("error", line.path("level").asText());
    assertTrue(line.path("error").asText().contains("broken \"here\""));
  }
}
