package io.ollamamax.ollama.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ollamamax.ollama.Translated;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddingDialectTest {
  private static final String ANSWER =
      "{\"model\":\"m:latest\",\"embeddings\":[[0.5,-0.017342143],[1,2e-05]],"
          + "\"total_duration\":9,\"prompt_eval_count\":6}";

  private static Translated of(String body) throws IOException {
    return Translated.of(new EmbeddingDialect(), body);
  }

  @Test
  void aRequestIsAnEmbed() throws IOException {
    assertEquals(
        "{\"model\":\"m\",\"input\":[\"a\"],\"dimensions\":64}",
        of("{\"model\":\"m\",\"input\":\"a\",\"dimensions\":64,\"encoding_format\":\"float\"}")
            .request()
            .toString());
    assertEquals(
        "{\"model\":\"m\",\"input\":[\"a\",\"b\"]}",
        of("{\"model\":\"m\",\"input\":[\"a\",\"b\"]}").request().toString());
  }

  @Test
  void vectorsAreArraysOfNumbers() throws IOException {
    assertEquals(
        "{\"object\":\"list\",\"data\":["
            + "{\"object\":\"embedding\",\"embedding\":[0.5,-0.017342143],\"index\":0},"
            + "{\"object\":\"embedding\",\"embedding\":[1,2.0E-5],\"index\":1}],"
            + "\"model\":\"m\",\"usage\":{\"prompt_tokens\":6,\"total_tokens\":6}}",
        of("{\"model\":\"m\",\"input\":\"a\"}").whole(200, ANSWER));
  }

  @Test
  void vectorsInBase64AreLittleEndianFloats() throws IOException {
    ByteBuffer second = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    second.putFloat(1f).putFloat(2e-5f);
    assertEquals(
        "{\"object\":\"list\",\"data\":["
            + "{\"object\":\"embedding\",\"embedding\":\"AAAAPxwRjrw=\",\"index\":0},"
            + "{\"object\":\"embedding\",\"embedding\":\""
            + Base64.getEncoder().encodeToString(second.array())
            + "\",\"index\":1}],\"model\":\"m\",\"usage\":{\"prompt_tokens\":6,\"total_tokens\":6}}",
        of("{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"base64\"}").whole(200, ANSWER));
  }

  @Test
  void longVectorsAreWhole() throws IOException {
    String numbers = "0.5,".repeat(2999) + "0.25";
    String base64 =
        of("{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"base64\"}")
            .whole(200, "{\"embeddings\":[[" + numbers + "]]}")
            .replaceAll(".*\"embedding\":\"([^\"]+)\",\"index.*", "$1");
    ByteBuffer floats =
        ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(3000 * 4, floats.capacity());
    assertEquals(0.25f, floats.getFloat(2999 * 4));
  }

  @Test
  void anAnswerThatIsNoneIsAnError() {
    assertThrows(
        IOException.class,
        () -> of("{\"model\":\"m\",\"input\":\"a\"}").whole(200, "{\"embeddings\":[[0.5"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"x\":1 | input must be a string or an array of strings",
        "\"input\":[] | input must be a string or an array of strings",
        "\"input\":[[1,2]] | input must be text: numbers of tokens are not supported",
        "\"input\":\"a\",\"encoding_format\":\"hex\" | encoding_format must be float or base64, not"
            + " 'hex'",
      })
  void whatCannotBeServedIsNamed(String fields, String message) {
    String body = "{\"model\":\"m\"," + fields + "}";
    assertEquals(message, assertThrows(IOException.class, () -> of(body)).getMessage());
  }
}
