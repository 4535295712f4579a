package io.ollamamax.ollama.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.ollama.Json;
import io.ollamamax.ollama.Translated;
import io.ollamamax.ollama.Translation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesDialectTest {
  private static final String HELLO =
      "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";

  private static Translated of(String body) throws IOException {
    return Translated.of(new MessagesDialect(), body);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode json(String text) throws IOException {
    return Json.read(bytes(text));
  }

  @Test
  void aConversationWithToolsImagesAndThinkingIsOllamas() throws IOException {
    assertEquals(
        json(
            """
            {"model":"m","messages":[
              {"role":"system","content":"Be brief.Be kind."},
              {"role":"user","content":"What is this?","images":["aGk="]},
              {"role":"assistant","content":"Let me see.","thinking":"Ask.","tool_calls":[
                {"id":"t1","function":{"name":"look","arguments":{"at":"it"}}}]},
              {"role":"tool","content":"a cat","images":["aGk="],"tool_name":"look",
               "tool_call_id":"t1"},
              {"role":"user","content":"And now?"}],
             "stream":true,
             "tools":[{"type":"function","function":{"name":"look","description":"Looks.",
               "parameters":{"type":"object"}}}],
             "options":{"num_predict":9,"temperature":0,"top_p":0.5,"top_k":3,"stop":["x"]}}
            """),
        of("""
        {"model":"m","max_tokens":9,"stream":true,"temperature":0,"top_p":0.5,"top_k":3,
         "stop_sequences":["x"],"metadata":{"user_id":"u"},"tool_choice":{"type":"auto"},
         "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}},
                   {"type":"text","text":"Be kind."}],
         "messages":[
          {"role":"user","content":[{"type":"text","text":"What is this?"},
            {"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}}]},
          {"role":"assistant","content":[
            {"type":"thinking","thinking":"Ask.","signature":""},
            {"type":"text","text":"Let me see."},
            {"type":"tool_use","id":"t1","name":"look","input":{"at":"it"}}]},
          {"role":"user","content":[
            {"type":"text","text":"And now?"},
            {"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"a cat"},
              {"type":"image","source":{"type":"base64","data":"aGk="}}]}]}],
         "tools":[{"name":"look","description":"Looks.","input_schema":{"type":"object"}}]}
        """)
            .request());
  }

  @Test
  void aToolResultAloneIsTheWholeMessage() throws IOException {
    JsonNode messages =
        of("""
        {"model":"m","max_tokens":9,"messages":[{"role":"user","content":[
          {"type":"tool_result","tool_use_id":"t9","content":"done"}]}]}
        """)
            .request()
            .path("messages");
    assertEquals(
        json(
            "[{\"role\":\"tool\",\"content\":\"done\",\"tool_name\":\"\",\"tool_call_id\":\"t9\"}]"),
        messages);
  }

  @Test
  void thinkingFormatAndToolChoiceAreTakenOver() throws IOException {
    assertEquals(json("true"), part("\"thinking\":{\"type\":\"enabled\"}", "think"));
    assertEquals(json("false"), part("\"thinking\":{\"type\":\"disabled\"}", "think"));
    assertEquals("high", part("\"output_config\":{\"effort\":\"xhigh\"}", "think").asText());
    assertEquals(
        json("{\"type\":\"object\"}"),
        part(
            "\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":"
                + "{\"type\":\"object\"}}}",
            "format"));
    String tools = "\"tools\":[{\"name\":\"a\"},{\"name\":\"b\"}],\"tool_choice\":";
    assertFalse(of("{" + tools + "{\"type\":\"none\"}," + HELLO + "}").request().has("tools"));
    assertEquals(2, part(tools + "{\"type\":\"any\"}", "tools").size());
    assertEquals(1, part(tools + "{\"type\":\"tool\",\"name\":\"b\"}", "tools").size());
  }

  private static JsonNode part(String field, String name) throws IOException {
    return of("{\"model\":\"m\"," + field + "," + HELLO + "}").request().path(name);
  }

  @Test
  void aModelThatDoesNotThinkIsAskedWithoutThinking() throws IOException {
    byte[] refusal = bytes("{\"error\":\"\\\"m\\\" does not support thinking\"}");
    Translation thinking =
        of("{\"model\":\"m\",\"thinking\":{\"type\":\"enabled\"}," + HELLO + "}").translation();
    Translation instead = thinking.instead(400, refusal);
    assertNotNull(instead);
    assertFalse(Json.read(instead.body()).has("think"));
    assertNull(instead.instead(400, refusal));
    assertNull(thinking.instead(400, bytes("{\"error\":\"bad image\"}")));
    assertNull(of("{\"model\":\"m\"," + HELLO + "}").translation().instead(400, refusal));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}] | max_tokens is required and must be"
            + " positive",
        "\"max_tokens\":5,\"messages\":[] | messages must be an array of at least one message",
        "\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"\"}] | no message has any"
            + " content",
        "\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\","
            + "\"source\":{\"type\":\"url\",\"url\":\"http://x\"}}]}] | images are taken as base64"
            + " alone, not by a source of type 'url'",
        "\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"document\"}]}]"
            + " | content of type 'document' is not supported",
        "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}],\"max_tokens\":5,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}] | tools of type"
            + " 'web_search_20250305' are not supported: no tool runs on the server",
      })
  void whatCannotBeServedIsNamed(String fields, String message) {
    String body = "{\"model\":\"m\"," + fields + "}";
    assertEquals(message, assertThrows(IOException.class, () -> of(body)).getMessage());
  }

  @Test
  void aStreamOfTextIsOneBlock() throws IOException {
    assertEquals(
        """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_42ab","type":"message",\
        "role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,\
        "usage":{"input_tokens":0,"output_tokens":0}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"He"}}

        : keepalive

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"l\\nlo"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},\
        "usage":{"input_tokens":4,"output_tokens":2}}

        event: message_stop
        data: {"type":"message_stop"}

        """,
        of("{\"model\":\"m\"," + HELLO + "}").stream(
            text("He"), text(""), text("l\\nlo"), done("stop")));
  }

  private static String text(String escaped) {
    return "{\"message\":{\"role\":\"assistant\",\"content\":\"" + escaped + "\"},\"done\":false}";
  }

  private static String done(String reason) {
    return "{\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\""
        + reason
        + "\",\"prompt_eval_count\":4,\"eval_count\":2}";
  }

  @Test
  void thinkingTextAndCallsAreBlocksNumberedThrough() throws IOException {
    List<JsonNode> events =
        of("{\"model\":\"m\"," + HELLO + "}")
            .events(
                "{\"message\":{\"content\":\"\",\"thinking\":\"Hm\"},\"done\":false}",
                "{\"message\":{\"content\":\"\"},\"done\":false}",
                "{\"message\":{\"content\":\"\",\"thinking\":\"m\"},\"done\":false}",
                text("So"),
                "{\"message\":{\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"f\","
                    + "\"arguments\":{\"a\":1}}},{\"function\":{\"name\":\"g\",\"arguments\":{}}}]},"
                    + "\"done\":false}",
                done("stop"));
    assertEquals(
        List.of(
            "message_start ",
            "content_block_start 0{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}",
            "content_block_delta 0{\"type\":\"thinking_delta\",\"thinking\":\"Hm\"}",
            "content_block_delta 0{\"type\":\"thinking_delta\",\"thinking\":\"m\"}",
            "content_block_stop 0",
            "content_block_start 1{\"type\":\"text\",\"text\":\"\"}",
            "content_block_delta 1{\"type\":\"text_delta\",\"text\":\"So\"}",
            "content_block_stop 1",
            "content_block_start 2{\"type\":\"tool_use\",\"id\":\"toolu_42ab_0\",\"name\":\"f\","
                + "\"input\":{}}",
            "content_block_delta"
                + " 2{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\":1}\"}",
            "content_block_stop 2",
            "content_block_start 3{\"type\":\"tool_use\",\"id\":\"toolu_42ab_1\",\"name\":\"g\","
                + "\"input\":{}}",
            "content_block_delta 3{\"type\":\"input_json_delta\",\"partial_json\":\"{}\"}",
            "content_block_stop 3",
            "message_delta {\"stop_reason\":\"tool_use\",\"stop_sequence\":null}",
            "message_stop "),
        events.stream()
            .map(
                event ->
                    event.path("type").asText()
                        + " "
                        + event.path("index")
                        + event.path("content_block")
                        + event.path("delta"))
            .toList());
  }

  @Test
  void theLimitIsNamedAsTheReason() throws IOException {
    List<JsonNode> events = of("{\"model\":\"m\"," + HELLO + "}").events(text("a"), done("length"));
    assertEquals("max_tokens", events.get(events.size() - 2).at("/delta/stop_reason").asText());
  }

  @Test
  void aWholeAnswerIsItsBlocks() throws IOException {
    assertEquals(
        json(
            """
            {"id":"msg_42ab","type":"message","role":"assistant","model":"m","content":[
               {"type":"thinking","thinking":"Hm","signature":""},{"type":"text","text":"Hi"},
               {"type":"tool_use","id":"toolu_42ab_0","name":"f","input":{"a":1}}],
             "stop_reason":"tool_use","stop_sequence":null,
             "usage":{"input_tokens":4,"output_tokens":3}}
            """),
        json(
            of("{\"model\":\"m\"," + HELLO + "}")
                .whole(
                    200,
                    """
                    {"message":{"role":"assistant","content":"Hi","thinking":"Hm","tool_calls":[
                       {"function":{"name":"f","arguments":{"a":1}}}]},
                     "done":true,"done_reason":"stop","prompt_eval_count":4,"eval_count":3}
                    """)));
  }

  @Test
  void errorsHaveAnthropicsShape() throws IOException {
    Translated request = of("{\"model\":\"m\"," + HELLO + "}");
    assertEquals(
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}",
        request.whole(503, "{\"error\":\"busy\"}"));
    assertEquals(
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\","
            + "\"message\":\"lost\"}}\n\n",
        new String(
            request.translation().replies().brokenOff(bytes("{\"error\":\"lost\"}\n")),
            StandardCharsets.UTF_8));
  }
}
