package io.ollamamax.ollama.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ModelListTest {
  @Test
  void tagsBecomeModelsWithTheirOwners() throws IOException {
    var tags =
        Json.read(
            """
            [{"name":"tiny:latest","modified_at":"2026-01-01T01:00:00.5+01:00"},
             {"name":"hf.co/someone/model:q4"}]
            """
                .getBytes(StandardCharsets.UTF_8));
    assertEquals(
        "{\"object\":\"list\",\"data\":["
            + "{\"id\":\"tiny:latest\",\"object\":\"model\",\"created\":1767225600,"
            + "\"owned_by\":\"library\"},"
            + "{\"id\":\"hf.co/someone/model:q4\",\"object\":\"model\",\"created\":0,"
            + "\"owned_by\":\"someone\"}]}",
        ModelList.of(tags).toString());
  }
}
