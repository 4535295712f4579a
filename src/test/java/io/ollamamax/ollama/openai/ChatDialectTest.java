package io.ollamamax.ollama.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.ollama.Json;
import io.ollamamax.ollama.Translated;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatDialectTest {
  private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";

  private static Translated of(String body) throws IOException {
    return Translated.of(new ChatDialect(), body);
  }

  private static JsonNode json(String text) throws IOException {
    return Json.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void becomes(String ollama, String openAi) throws IOException {
    assertEquals(json(ollama), of(openAi).request());
  }

  @Test
  void aPlainRequestGetsOpenAisDefaults() throws IOException {
    becomes(
        """
        {"model":"m","messages":[{"role":"user","content":"Hello"}],"stream":false,
         "options":{"temperature":1.0,"top_p":1.0}}
        """,
        "{\"model\":\"m\",\"frobnicate\":{\"a\":1},\"user\":null," + HELLO + "}");
  }

  @Test
  void samplingAndLimitsBecomeOptions() throws IOException {
    becomes(
        """
        {"model":"m","messages":[{"role":"user","content":"Hello"}],"stream":true,
         "options":{"temperature":0,"top_p":0.5,"seed":7,"frequency_penalty":0.1,
                    "presence_penalty":0.2,"num_predict":9,"stop":["a","b"]}}
        """,
        """
        {"model":"m","stream":true,"temperature":0,"top_p":0.5,"seed":7,"frequency_penalty":0.1,
         "presence_penalty":0.2,"max_tokens":5,"max_completion_tokens":9,"stop":["a","b"],"n":1,
        """
            + HELLO
            + "}");
    assertEquals(
        json("[\"end\"]"),
        of("{\"model\":\"m\",\"stop\":\"end\"," + HELLO + "}").request().at("/options/stop"));
  }

  @Test
  void aConversationWithToolsAndImagesIsOllamas() throws IOException {
    becomes(
        """
        {"model":"m","messages":[
          {"role":"system","content":"Be brief."},
          {"role":"user","content":"What is this?\\n\\nAnd the weather?","images":["aGk="]},
          {"role":"assistant","content":"","thinking":"Ask.","tool_calls":[
            {"id":"c1","function":{"name":"weather","arguments":{"city":"Bern"}}},
            {"id":"c2","function":{"name":"time","arguments":{}}}]},
          {"role":"tool","content":"sunny","tool_name":"weather","tool_call_id":"c1"},
          {"role":"tool","content":"noon","tool_name":"time","tool_call_id":"c2"}],
         "stream":false,
         "tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object"}}}],
         "options":{"temperature":1.0,"top_p":1.0}}
        """,
        """
        {"model":"m","tool_choice":"auto","messages":[
          {"role":"developer","content":"Be brief."},
          {"role":"user","content":[
            {"type":"text","text":"What is this?"},
            {"type":"image_url","image_url":{"url":"data:image/png;base64,aGk=","detail":"low"}},
            {"type":"text","text":"And the weather?"}]},
          {"role":"assistant","content":null,"reasoning":"Ask.","tool_calls":[
            {"id":"c1","type":"function",
             "function":{"name":"weather","arguments":"{\\"city\\":\\"Bern\\"}"}},
            {"id":"c2","type":"function","function":{"name":"time","arguments":""}}]},
          {"role":"tool","tool_call_id":"c1","content":"sunny"},
          {"role":"tool","tool_call_id":"c2","content":[{"type":"text","text":"noon"}]}],
         "tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object"}}}]}
        """);
  }

  @Test
  void toolChoiceDecidesWhichToolsAreOffered() throws IOException {
    String body =
        "{\"model\":\"m\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}},"
            + "{\"type\":\"function\",\"function\":{\"name\":\"b\"}}],\"tool_choice\":CHOICE,"
            + HELLO
            + "}";
    assertFalse(of(body.replace("CHOICE", "\"none\"")).request().has("tools"));
    assertEquals(2, of(body.replace("CHOICE", "\"required\"")).request().path("tools").size());
    JsonNode one =
        of(body.replace("CHOICE", "{\"type\":\"function\",\"function\":{\"name\":\"b\"}}"))
            .request()
            .path("tools");
    assertEquals(json("[{\"type\":\"function\",\"function\":{\"name\":\"b\"}}]"), one);
  }

  @Test
  void formatsAndThinkingAreTakenOver() throws IOException {
    assertEquals("json", part("\"response_format\":{\"type\":\"json_object\"}", "format").asText());
    assertEquals(
        json("{\"type\":\"object\"}"),
        part(
            "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\","
                + "\"strict\":true,\"schema\":{\"type\":\"object\"}}}",
            "format"));
    assertTrue(part("\"response_format\":{\"type\":\"text\"}", "format").isMissingNode());
    assertEquals("low", part("\"reasoning_effort\":\"minimal\"", "think").asText());
    assertEquals("max", part("\"reasoning\":{\"effort\":\"xhigh\"}", "think").asText());
    assertEquals(json("false"), part("\"reasoning_effort\":\"none\"", "think"));
    assertEquals(json("true"), part("\"think\":true", "think"));
    assertEquals(json("true"), part("\"logprobs\":true,\"top_logprobs\":3", "logprobs"));
    assertEquals(json("3"), part("\"logprobs\":true,\"top_logprobs\":3", "top_logprobs"));
  }

  private static JsonNode part(String field, String name) throws IOException {
    return of("{\"model\":\"m\"," + field + "," + HELLO + "}").request().path(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"n\":2 | n must be 1: one choice is given for each request",
        "\"max_tokens\":0 | max_tokens must be a whole number other than 0",
        "\"max_completion_tokens\":1.5 | max_completion_tokens must be a whole number other than 0",
        "\"temperature\":\"hot\" | temperature must be a number",
        "\"stream\":\"yes\" | stream must be true or false",
        "\"stop\":[1] | stop must be a string or an array of strings",
        "\"reasoning_effort\":\"huge\" | reasoning_effort must be none, minimal, low, medium, high,"
            + " xhigh or max, not 'huge'",
        "\"tools\":[{\"type\":\"custom\"}] | tools of type 'custom' are not supported",
        "\"messages\":[] | messages must be an array of at least one message",
        "\"messages\":[{\"role\":\"user\",\"content\":7}] | content must be a string or an array",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":"
            + "{\"url\":\"https://x/y.png\"}}]}] | images are not fetched from a URL: send the"
            + " image as a data: URL in base64",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"file\"}]}] | content of type"
            + " 'file' is not supported",
        "\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{\"name\":\"f\","
            + "\"arguments\":\"{\"}}]}] | the arguments of the call of 'f' are no JSON",
      })
  void whatCannotBeServedIsNamed(String field, String message) {
    String messages = field.startsWith("\"messages\"") ? "" : "," + HELLO;
    String body = "{\"model\":\"m\"," + field + messages + "}";
    assertEquals(message, assertThrows(IOException.class, () -> of(body)).getMessage());
  }

  @Test
  void aStreamIsChunksWithTheRoleFirstAndTheReasonLast() throws IOException {
    String head =
        "data: {\"id\":\"chatcmpl-42ab\",\"object\":\"chat.completion.chunk\","
            + "\"created\":1790000000,\"model\":\"m\",\"system_fingerprint\":\"fp_ollama\","
            + "\"choices\":[";
    assertEquals(
        head
            + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"He\"},"
            + "\"finish_reason\":null}]}\n\n"
            + head
            + "{\"index\":0,\"delta\":{\"content\":\"l\\u003clo \\\"\\n"
            + "\"},\"finish_reason\":null}]}\n\n"
            + ": keepalive\n\n"
            + head
            + "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
            + head
            + "],\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":3,\"total_tokens\":7}}\n\n"
            + "data: [DONE]\n\n",
        of(
            "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                + HELLO
                + "}")
            .stream(
                piece("He"),
                piece("l\\u003clo \\\"\\n"),
                piece(""),
                "{\"model\":\"m:latest\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},"
                    + "\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":4,"
                    + "\"eval_count\":3}"));
  }

  private static String piece(String escaped) {
    return "{\"model\":\"m:latest\",\"message\":{\"role\":\"assistant\",\"content\":\""
        + escaped
        + "\"},\"done\":false}";
  }

  @Test
  void anEmptyAnswerStillOpensWithTheRole() throws IOException {
    var events =
        of("{\"model\":\"m\"," + HELLO + "}")
            .events("{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"length\"}");
    assertEquals(
        json("{\"role\":\"assistant\",\"content\":\"\"}"), events.get(0).at("/choices/0/delta"));
    assertEquals("length", events.get(1).at("/choices/0/finish_reason").asText());
    assertEquals(2, events.size());
  }

  @Test
  void thinkingAndToolCallsAreDeltasAndCallsAreCounted() throws IOException {
    var events =
        of("{\"model\":\"m\"," + HELLO + "}")
            .events(
                "{\"message\":{\"content\":\"\",\"thinking\":\"Hm\"},\"done\":false}",
                "{\"message\":{\"content\":\"Wait\",\"thinking\":\".\"},\"done\":false}",
                "{\"message\":{\"content\":\"\",\"tool_calls\":[{\"id\":\"x\",\"function\":"
                    + "{\"index\":0,\"name\":\"f\",\"arguments\":{\"b\":1,\"a\":[2]}}}]},\"done\":false}",
                "{\"message\":{\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"g\","
                    + "\"arguments\":{}}}]},\"done\":true,\"done_reason\":\"stop\"}");
    assertEquals(
        json("{\"role\":\"assistant\",\"content\":\"\",\"reasoning\":\"Hm\"}"),
        delta(events.get(0)));
    assertEquals(json("{\"content\":\"\",\"reasoning\":\".\"}"), delta(events.get(1)));
    assertEquals(json("{\"content\":\"Wait\"}"), delta(events.get(2)));
    assertEquals(
        json(
            "{\"content\":\"\",\"tool_calls\":[{\"id\":\"call_42ab_0\",\"index\":0,"
                + "\"type\":\"function\",\"function\":{\"name\":\"f\","
                + "\"arguments\":\"{\\\"b\\\":1,\\\"a\\\":[2]}\"}}]}"),
        delta(events.get(3)));
    assertEquals("call_42ab_1", delta(events.get(4)).at("/tool_calls/0/id").asText());
    assertEquals(1, delta(events.get(4)).at("/tool_calls/0/index").asInt());
    assertEquals("tool_calls", events.get(5).at("/choices/0/finish_reason").asText());
    assertEquals(6, events.size());
  }

  private static JsonNode delta(JsonNode event) {
    return event.at("/choices/0/delta");
  }

  @Test
  void logprobsHaveOpenAisFields() throws IOException {
    var events =
        of("{\"model\":\"m\",\"logprobs\":true," + HELLO + "}")
            .events(
                piece("a"),
                "{\"message\":{\"content\":\"b\"},\"done\":false,\"logprobs\":[{\"token\":\"b\","
                    + "\"logprob\":-0.5,\"bytes\":[98],\"top_logprobs\":[{\"token\":\"c\","
                    + "\"logprob\":-1.5}]}]}");
    assertEquals(
        json(
            "{\"content\":[{\"token\":\"b\",\"logprob\":-0.5,\"bytes\":[98],\"top_logprobs\":"
                + "[{\"token\":\"c\",\"logprob\":-1.5,\"bytes\":null}]}]}"),
        events.get(1).at("/choices/0/logprobs"));
  }

  @Test
  void aWholeAnswerHasItsUsage() throws IOException {
    assertEquals(
        json(
            """
            {"id":"chatcmpl-42ab","object":"chat.completion","created":1790000000,"model":"m",
             "system_fingerprint":"fp_ollama","choices":[{"index":0,
               "message":{"role":"assistant","content":"Hi","reasoning":"Hm","tool_calls":[
                 {"id":"call_42ab_0","index":0,"type":"function",
                  "function":{"name":"f","arguments":"{}"}}]},
               "finish_reason":"tool_calls"}],
             "usage":{"prompt_tokens":4,"completion_tokens":3,"total_tokens":7}}
            """),
        json(
            of("{\"model\":\"m\"," + HELLO + "}")
                .whole(
                    200,
                    """
                    {"model":"m:latest","created_at":"2026-01-01T00:00:00Z",
                     "message":{"role":"assistant","content":"Hi","thinking":"Hm","tool_calls":[
                       {"function":{"name":"f","arguments":{}}}]},
                     "done":true,"done_reason":"stop","prompt_eval_count":4,"eval_count":3}
                    """)));
  }

  @Test
  void errorsHaveOpenAisShape() throws IOException {
    Translated request = of("{\"model\":\"m\"," + HELLO + "}");
    assertEquals(
        "{\"error\":{\"message\":\"model 'm' not found\",\"type\":\"not_found_error\","
            + "\"param\":null,\"code\":null}}",
        request.whole(404, "{\"error\":\"model 'm' not found\"}"));
    assertEquals(
        "event: error\ndata: {\"error\":{\"message\":\"lost\",\"type\":\"api_error\","
            + "\"param\":null,\"code\":null}}\n\n",
        new String(
            request
                .translation()
                .replies()
                .brokenOff("{\"error\":\"lost\"}\n".getBytes(StandardCharsets.UTF_8)),
            StandardCharsets.UTF_8));
    assertTrue(request.whole(500, "upstream down\n").contains("\"upstream down\""));
  }
}
