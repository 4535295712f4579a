package io.ollamamax.request;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final ModelRules RULES =
      new ModelRules(
          Map.of(ModelName.of("gpt-4o"), ModelName.of("big")),
          Map.of(
              ModelName.of("big"),
              new ModelRules.Rule(
                  OptionalInt.of(8192), "30m0s", List.of(ModelName.of("a"), ModelName.of("b")))));

  private static RequestSpec admit(String body, ModelRules rules) throws IOException {
    return Admission.admit("r", Operation.GENERATE, body.getBytes(StandardCharsets.UTF_8), rules);
  }

  private static JsonNode sent(String body) throws IOException {
    return Json.read(admit(body, RULES).body());
  }

  @Test
  void aModelWithoutRulesIsSentAsItCame() throws IOException {
    String body = "{\"model\":\"other\",\"prompt\":\"x\",\"options\":{\"num_ctx\":1}}";
    RequestSpec spec = admit(body, RULES);
    assertArrayEquals(body.getBytes(StandardCharsets.UTF_8), spec.body());
    assertFalse(spec.servedByOther());
    assertNull(spec.fallback());
  }

  @Test
  void anAliasIsSentUnderTheModelsOwnName() throws IOException {
    RequestSpec spec = admit("{\"name\":\"gpt-4o\",\"prompt\":\"x\"}", RULES);
    assertEquals("big:latest", Json.read(spec.body()).path("model").asText());
    assertFalse(Json.read(spec.body()).has("name"));
    assertTrue(spec.servedByOther());
    assertEquals("gpt-4o", spec.requested());
  }

  @Test
  void contextAndKeepAliveAreLaidDown() throws IOException {
    JsonNode sent =
        sent(
            "{\"model\":\"big\",\"prompt\":\"x\",\"keep_alive\":\"1s\",\"options\":{\"num_ctx\":1,"
                + "\"seed\":3}}");
    assertEquals(8192, sent.path("options").path("num_ctx").asInt());
    assertEquals(3, sent.path("options").path("seed").asInt());
    assertEquals("30m0s", sent.path("keep_alive").asText());
  }

  @Test
  void anUnloadStaysOne() throws IOException {
    assertEquals(0, sent("{\"model\":\"big\",\"keep_alive\":0}").path("keep_alive").asInt(-1));
  }

  @Test
  void fallbacksFollowInOrder() throws IOException {
    RequestSpec spec = admit("{\"model\":\"big\",\"prompt\":\"x\",\"stream\":false}", RULES);
    RequestSpec first = Objects.requireNonNull(spec.fallback());
    RequestSpec second = Objects.requireNonNull(first.fallback());
    assertEquals("a:latest", first.model().value());
    assertEquals("b:latest", Json.read(second.body()).path("model").asText());
    assertFalse(second.clientStreams());
    assertTrue(Json.read(second.body()).path("stream").asBoolean());
    assertNull(second.fallback());
  }

  @Test
  void aModelIsRequired() {
    assertThrows(IOException.class, () -> admit("{\"prompt\":\"x\"}", RULES));
  }
}
