package io.ollamamax.ollama.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResponseEventsTest {
  private final ResponseEvents events = new ResponseEvents();

  private String add(String piece) {
    return new String(events.add(piece.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  @Test
  void eventsComeOutWholeAndTheErrorHasTheNextNumber() {
    assertEquals("", add("event: response.created\ndata: {\"sequence_number\":7}\n"));
    assertEquals(
        "event: response.created\ndata: {\"sequence_number\":7}\n\n: x\n\n", add("\n: x\n\nev"));
    assertEquals("", add("ent: response.completed\n"));
    assertFalse(events.complete());
    assertEquals(
        "event: error\ndata: {\"type\":\"error\",\"sequence_number\":8,\"code\":\"server_error\","
            + "\"message\":\"lost\",\"param\":null}\n\n",
        new String(events.error("lost"), StandardCharsets.UTF_8));
    assertEquals("event: response.completed\ndata: {}\n\n", add("data: {}\n\n"));
    assertTrue(events.complete());
  }

  @Test
  void textOfTheModelIsNotTakenForAnEvent() {
    add(
        "event: response.output_text.delta\ndata: {\"delta\":\"event: response.completed"
            + " \\\"sequence_number\\\":99\",\"sequence_number\":3}\n\n");
    assertFalse(events.complete());
    assertTrue(
        new String(events.error("x"), StandardCharsets.UTF_8).contains("\"sequence_number\":4"));
  }
}
