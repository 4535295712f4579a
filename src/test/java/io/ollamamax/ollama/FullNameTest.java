package io.ollamamax.ollama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FullNameTest {
  @ParameterizedTest
  @CsvSource({
    "llama3.2, llama3.2:latest",
    "llama3.2:3b, llama3.2:3b",
    "library/llama3.2, llama3.2:latest",
    "registry.ollama.ai/library/llama3.2:1b, llama3.2:1b",
    "https://registry.ollama.ai/library/llama3.2:1b, llama3.2:1b",
    "me/mine, me/mine:latest",
    "hf.co/some-one/Model-GGUF:Q4_K_M, hf.co/some-one/Model-GGUF:Q4_K_M",
    "http://localhost:5000/a/b:c, localhost:5000/a/b:c",
  })
  void isListedAsOllamaListsIt(String given, String listed) {
    assertEquals(listed, FullName.parse(given).orElseThrow().listed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "a b", ":x", "a:", "a/b/c/d", "/a", "a/", "../a", "ä", "a:b:c", "a\nb"})
  void isNoNameWhereOllamaTakesNone(String given) {
    assertTrue(FullName.parse(given).isEmpty());
  }

  @Test
  void hasItsGreatestLength() {
    assertTrue(FullName.parse("a".repeat(80)).isPresent());
    assertTrue(FullName.parse("a".repeat(81)).isEmpty());
  }
}
