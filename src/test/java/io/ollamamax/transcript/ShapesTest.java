package io.ollamamax.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ollamamax.transcript.Transcript.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShapesTest {
  private static final Reply STREAM =
      lines(
          "{\"response\":\"a\",\"done\":false}",
          "{\"response\":\"b\",\"done\":false}",
          "{\"response\":\"\",\"done\":true,\"eval_count\":2}",
          "");

  @Test
  void theNumberAndTextOfEqualLinesDoNotMatter() {
    assertEquals(
        List.of(),
        Shapes.differences(
            STREAM,
            lines(
                "{\"done\":false,\"response\":\"other\"}",
                "{\"response\":\"\",\"done\":true,\"eval_count\":7}")));
  }

  @Test
  void fieldsTypesAndTheOrderOfLinesMatter() {
    assertEquals(
        List.of("response is number for string", "no eval_count", "extra more"),
        Shapes.differences(
            STREAM,
            lines(
                "{\"response\":1,\"done\":false}",
                "{\"response\":\"\",\"done\":true,\"more\":1}")));
    assertEquals(
        List.of("events [line] for [line, line]"),
        Shapes.differences(STREAM, lines("{\"response\":\"a\",\"done\":false}")));
    assertEquals(
        List.of("no a[].b", "extra a[].c"),
        Shapes.differences(lines("{\"a\":[{\"b\":1}]}"), lines("{\"a\":[{\"c\":1}]}")));
  }

  @Test
  void eventsAreToldApartByTheirKind() {
    Reply wanted = events("event: start", "data: {\"a\":1}", "", "data: [DONE]", "");
    assertEquals(List.of(), Shapes.differences(wanted, wanted));
    assertEquals(
        List.of("event stop for start"),
        Shapes.differences(wanted, events("event: stop", "data: {\"a\":1}", "", "data: [DONE]")));
    assertEquals(
        List.of("events [start] for [start, [DONE]]"),
        Shapes.differences(wanted, events("event: start", "data: {\"a\":2}")));
  }

  @Test
  void statusAndTypeComeFirst() {
    assertEquals(
        List.of("status 404 for 200"),
        Shapes.differences(STREAM, new Reply(404, "application/json", List.of("{}"))));
    assertEquals(
        List.of("type 'application/json' for 'application/x-ndjson'"),
        Shapes.differences(STREAM, new Reply(200, "application/json; charset=utf-8", List.of())));
  }

  private static Reply lines(String... lines) {
    return new Reply(200, "application/x-ndjson", List.of(lines));
  }

  private static Reply events(String... lines) {
    return new Reply(200, "text/event-stream", List.of(lines));
  }
}
