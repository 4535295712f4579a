package io.ollamamax.ollama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.ollama.InferenceRequest.Trait;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InferenceRequestTest {
  @Test
  void readsWhatDecidesAndLeavesTheRest() throws IOException {
    InferenceRequest read =
        read(
            "{\"name\":\"\",\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\","
                + "\"images\":[\"a\"]}],\"options\":{\"temperature\":0,\"seed\":1,\"num_predict\":5,"
                + "\"stop\":[\"a\"]},\"tools\":[],\"format\":null,\"unknown\":{\"stream\":false}}");
    assertEquals("m", read.model());
    assertEquals(Set.of(Trait.PROMPT, Trait.IMAGES, Trait.SEED), read.traits());
    assertEquals(0.0, read.temperature().orElseThrow());
    assertEquals(5, read.numPredict().orElseThrow());
  }

  @Test
  void emptyListsInAMessageAreNoImagesAndNoTools() throws IOException {
    String message = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\",%s}]}";
    assertEquals(
        Set.of(Trait.PROMPT), read(message.formatted("\"images\":[],\"tool_calls\":[]")).traits());
    assertEquals(
        Set.of(Trait.PROMPT, Trait.TOOLS, Trait.IMAGES),
        read(message.formatted("\"tool_calls\":[{\"function\":{}}],\"images\":[\"a\"]")).traits());
  }

  @Test
  void onlyTheValueOfStreamIsChanged() throws IOException {
    byte[] body = bytes("{\"model\":\"ü\", \"stream\" : false ,\"prompt\":\"stream\"}");
    assertEquals(
        "{\"model\":\"ü\", \"stream\" : true ,\"prompt\":\"stream\"}",
        new String(InferenceRequest.read(body).streaming(body), StandardCharsets.UTF_8));
    byte[] streams = bytes("{\"model\":\"m\"}");
    assertSame(streams, InferenceRequest.read(streams).streaming(streams));
  }

  @Test
  void aRenderingIsAskedForInPlace() throws IOException {
    for (String stream : new String[] {"\"stream\" : false ,", "\"stream\":true,", ""}) {
      byte[] body = bytes("{" + stream + "\"model\":\"ü}\"}\n ");
      InferenceRequest read = InferenceRequest.read(body);
      JsonNode changed = Json.read(read.withoutStream(read.streaming(body), "key"));
      assertEquals(
          Json.read(bytes("{\"stream\":false,\"model\":\"ü}\",\"key\":true}")), changed, stream);
    }
  }

  @Test
  void zeroInAnyUnitUnloads() throws IOException {
    for (String zero : new String[] {"0", "\"0\"", "\"0s\"", "\"0m\"", "0.0"}) {
      assertTrue(read("{\"model\":\"m\",\"keep_alive\":" + zero + "}").has(Trait.UNLOAD), zero);
    }
    for (String other : new String[] {"-1", "\"10m\"", "300", "null", "\"0h5m\"", "[0]"}) {
      assertFalse(read("{\"model\":\"m\",\"keep_alive\":" + other + "}").has(Trait.UNLOAD), other);
    }
  }

  @Test
  void refusesWhatIsNoObjectOrSaysAKeyTwice() {
    for (String broken : new String[] {"", "[]", "{\"a\":1", "{\"stream\":1}", "{} {}"}) {
      assertThrows(IOException.class, () -> read(broken), broken);
    }
    IOException twice =
        assertThrows(IOException.class, () -> read("{\"stream\":true,\"stream\":false}"));
    assertTrue(String.valueOf(twice.getMessage()).contains("Duplicate field 'stream'"));
  }

  private static InferenceRequest read(String json) throws IOException {
    return InferenceRequest.read(bytes(json));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
