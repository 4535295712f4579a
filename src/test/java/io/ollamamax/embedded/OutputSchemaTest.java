package io.ollamamax.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.ollama.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputSchemaTest {
  private static OutputSchema of(String format) throws Exception {
    return OutputSchema.of(Json.read(format.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"json\" | {\"a\":1} | [1]",
        "{\"type\":\"integer\",\"minimum\":3,\"maximum\":5} | 5 | 6",
        "{\"type\":\"integer\"} | -1 | 1.5",
        "{\"type\":[\"string\",\"null\"]} | null | 1",
        "{\"type\":\"string\",\"minLength\":2,\"maxLength\":3} | \"äöü\" | \"a\"",
        "{\"enum\":[\"a\",2]} | 2 | \"b\"",
        "{\"const\":true} | true | false",
        "{\"type\":\"array\",\"items\":{\"type\":\"boolean\"},\"minItems\":1} | [true] | []",
        "{\"type\":\"array\",\"items\":{\"type\":\"boolean\"},\"maxItems\":1} | [] | [true,true]",
        "{\"type\":\"array\",\"items\":{\"type\":\"boolean\"}} | [] | [1]",
        "{\"anyOf\":[{\"type\":\"null\"},{\"const\":1}]} | 1 | 2",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"number\"}},\"required\":[\"a\"]}"
            + " | {\"a\":1.5,\"b\":2} | {\"b\":2}",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"number\"}},"
            + "\"additionalProperties\":false} | {} | {\"b\":2}",
        "{\"$ref\":\"#/$defs/x\",\"$defs\":{\"x\":{\"type\":\"null\",\"title\":\"t\"}}}"
            + " | null | 1",
        "{\"type\":\"object\"} | {} | {} {}",
        "{\"type\":\"object\"} | {\"a\":1} | {\"a\":1,\"a\":1}",
        "{\"type\":\"object\"} | {\"a\":1} | {\"a\":",
        "{\"title\":\"anything\"} | [1,\"a\"] | a",
      })
  void knowsWhatMatches(String format, String good, String bad) throws Exception {
    assertTrue(of(format).matches(good), good);
    assertEquals(false, of(format).matches(bad), bad);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"xml\"",
        "1",
        "{\"type\":\"nonsense\"}",
        "{\"type\":[]}",
        "{\"$ref\":\"https://example.com/x\"}",
        "{\"$ref\":\"#/$defs/none\"}",
        "{\"$ref\":\"#/$defs/x\",\"$defs\":{\"x\":{\"$ref\":\"#/$defs/x\"}}}",
        "{\"type\":\"string\",\"pattern\":\"^a\"}",
        "{\"type\":\"string\",\"format\":\"date\"}",
        "{\"type\":\"string\",\"minLength\":3,\"maxLength\":2}",
        "{\"type\":\"string\",\"maxLength\":100000}",
        "{\"type\":\"number\",\"minimum\":1}",
        "{\"type\":\"integer\",\"minimum\":1.5}",
        "{\"enum\":[]}",
        "{\"enum\":[{}]}",
        "{\"const\":\"\\u0000\"}",
        "{\"properties\":{\"a\":{}}}",
        "{\"type\":\"object\",\"properties\":{\"a\":1}}",
        "{\"type\":\"object\",\"properties\":{\"\\n\":{}}}",
        "{\"type\":\"object\",\"properties\":{},\"required\":[\"a\"]}",
        "{\"type\":\"array\",\"prefixItems\":[{}]}",
        "{\"not\":{}}",
      })
  void refusesWhatItCannotHoldAnAnswerTo(String format) {
    Refused refused = assertThrows(Refused.class, () -> of(format));
    assertEquals(400, refused.status());
  }

  @Test
  void aSchemaHasBounds() {
    String deep = "{\"type\":\"array\",\"items\":".repeat(40) + "{}" + "}".repeat(40);
    assertThrows(Refused.class, () -> of(deep));
    String wide = "{\"anyOf\":[" + "{},".repeat(400) + "{}]}";
    assertThrows(Refused.class, () -> of(wide));
  }
}
