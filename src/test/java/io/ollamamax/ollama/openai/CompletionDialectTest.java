package io.ollamamax.ollama.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.ollama.Json;
import io.ollamamax.ollama.Translated;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionDialectTest {
  private static Translated of(String body) throws IOException {
    return Translated.of(new CompletionDialect(), body);
  }

  private static JsonNode json(String text) throws IOException {
    return Json.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aRequestIsAGenerate() throws IOException {
    assertEquals(
        json(
            """
            {"model":"m","prompt":"Say","stream":true,"suffix":"end","logprobs":true,
             "top_logprobs":2,
             "options":{"temperature":0.5,"top_p":1.0,"num_predict":3,"stop":["x"]}}
            """),
        of("""
        {"model":"m","prompt":["Say"],"stream":true,"suffix":"end","logprobs":2,
         "temperature":0.5,"max_tokens":3,"stop":"x","best_of":1,"echo":false}
        """)
            .request());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"prompt\":[1,2] | prompt must be one string",
        "\"prompt\":[\"a\",\"b\"] | prompt must be one string",
        "\"x\":1 | prompt must be one string",
        "\"prompt\":\"a\",\"echo\":true | echo is not supported",
        "\"prompt\":\"a\",\"best_of\":3 | best_of must be 1: one choice is given for each request",
      })
  void whatCannotBeServedIsNamed(String fields, String message) {
    String body = "{\"model\":\"m\"," + fields + "}";
    assertEquals(message, assertThrows(IOException.class, () -> of(body)).getMessage());
  }

  @Test
  void aStreamEndsWithReasonUsageAndDone() throws IOException {
    String head =
        "data: {\"id\":\"cmpl-42ab\",\"object\":\"text_completion\",\"created\":1790000000,"
            + "\"model\":\"m\",\"system_fingerprint\":\"fp_ollama\",\"choices\":[";
    assertEquals(
        head
            + "{\"text\":\"a\\tb\",\"index\":0,\"logprobs\":null,\"finish_reason\":null}]}\n\n"
            + ": keepalive\n\n"
            + head
            + "{\"text\":\"\",\"index\":0,\"logprobs\":null,\"finish_reason\":\"length\"}]}\n\n"
            + head
            + "],\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":1,\"total_tokens\":3}}\n\n"
            + "data: [DONE]\n\n",
        of("{\"model\":\"m\",\"prompt\":\"p\",\"stream_options\":{\"include_usage\":true}}").stream(
            "{\"model\":\"m\",\"response\":\"a\\tb\",\"done\":false}",
            "{\"model\":\"m\",\"response\":\"\",\"done\":false}",
            "{\"model\":\"m\",\"response\":\"\",\"done\":true,\"done_reason\":\"length\","
                + "\"prompt_eval_count\":2,\"eval_count\":1}"));
  }

  @Test
  void logprobsAreListsWithOffsetsInTheText() throws IOException {
    var events =
        of("{\"model\":\"m\",\"prompt\":\"p\",\"logprobs\":1}")
            .events(
                "{\"response\":\"ab\",\"done\":false,\"logprobs\":[{\"token\":\"ab\","
                    + "\"logprob\":-0.25,\"top_logprobs\":[{\"token\":\"ab\",\"logprob\":-0.25}]}]}",
                "{\"response\":\"c\",\"done\":false,\"logprobs\":[{\"token\":\"c\",\"logprob\":-1}]}");
    assertEquals(
        json(
            "{\"tokens\":[\"ab\"],\"token_logprobs\":[-0.25],\"top_logprobs\":[{\"ab\":-0.25}],"
                + "\"text_offset\":[0]}"),
        events.get(0).at("/choices/0/logprobs"));
    assertEquals(json("[2]"), events.get(1).at("/choices/0/logprobs/text_offset"));
  }

  @Test
  void aWholeAnswerIsOneChoice() throws IOException {
    assertEquals(
        json(
            """
            {"id":"cmpl-42ab","object":"text_completion","created":1790000000,"model":"m",
             "system_fingerprint":"fp_ollama",
             "choices":[{"text":"Hi","index":0,"logprobs":null,"finish_reason":"stop"}],
             "usage":{"prompt_tokens":2,"completion_tokens":1,"total_tokens":3}}
            """),
        json(
            of("{\"model\":\"m\",\"prompt\":\"p\"}")
                .whole(
                    200,
                    "{\"response\":\"Hi\",\"done\":true,\"done_reason\":\"stop\","
                        + "\"prompt_eval_count\":2,\"eval_count\":1}")));
  }
}
