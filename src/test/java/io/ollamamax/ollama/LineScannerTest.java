package io.ollamamax.ollama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LineScannerTest {
  private final LineScanner scanner = new LineScanner();

  @Property
  void findsTheTextThatATreeWouldGive(
      @ForAll String text, @ForAll boolean chat, @ForAll boolean done) throws Exception {
    ObjectNode line = Json.object().put("model", "m\"done\":true");
    if (chat) {
      line.putObject("message").put("role", "assistant").put("content", text);
    } else {
      line.put("response", text);
    }
    line.put("done", done);
    byte[] bytes = Json.bytes(line);
    assertTrue(scanner.scan(bytes, 0, bytes.length));
    assertEquals(done, scanner.done());
    assertFalse(scanner.error());
    String quoted =
        "\""
            + new String(
                bytes,
                scanner.textStart(),
                scanner.textEnd() - scanner.textStart(),
                StandardCharsets.UTF_8)
            + "\"";
    assertEquals(
        Json.read(bytes).findValue(chat ? "content" : "response").asText(),
        Json.MAPPER.readValue(quoted, String.class));
  }

  @Property
  void anyTextIsScannedWithoutHarm(@ForAll String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (scanner.scan(bytes, 0, bytes.length)) {
      assertTrue(text.contains("{") && text.contains("}"));
    }
  }

  @Test
  void whatLiesInNestedObjectsIsNotTheLinesOwn() {
    assertTrue(scan("{\"message\":{\"tool_calls\":[{\"done\":true,\"error\":1}]},\"done\":false}"));
    assertFalse(scanner.done());
    assertFalse(scanner.error());
    assertTrue(scanner.extras());
    assertTrue(scan("{\"error\":\"x\"}\n"));
    assertTrue(scanner.error());
    assertFalse(scan("{\"done\":true"));
    assertFalse(scan("{\"done\":true} {}"));
  }

  private boolean scan(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return scanner.scan(bytes, 0, bytes.length);
  }
}
