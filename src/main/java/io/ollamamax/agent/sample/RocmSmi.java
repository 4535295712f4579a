package io.ollamamax.agent.sample;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.ollama.Json;
import io.ollamamax.telemetry.GpuSample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** {@code rocm-smi}: JSON with an object for each card, memory in bytes, numbers as texts. */
final class RocmSmi {
  static final List<String> ARGUMENTS =
      List.of(
          "--showuse",
          "--showmeminfo",
          "vram",
          "--showtemp",
          "--showpower",
          "--showproductname",
          "--json");

  private RocmSmi() {}

  static List<GpuSample> read(String output) {
    int begin = output.indexOf('{'); // warnings may stand before it
    if (begin < 0) {
      throw new IllegalArgumentException("no JSON");
    }
    JsonNode all;
    try {
      all = Json.read(output.substring(begin).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalArgumentException("no JSON", e);
    }
    List<GpuSample> cards = new ArrayList<>();
    all.properties().stream()
        .filter(card -> card.getKey().startsWith("card"))
        .forEach(card -> cards.add(card(card.getKey(), card.getValue())));
    return cards;
  }

  private static GpuSample card(String id, JsonNode card) {
    return new GpuSample(
        id,
        text(card, "card series"),
        GpuTool.scaled(number(card, "gpu use (%)"), 0.01),
        GpuTool.bytes(number(card, "vram total memory (b)"), 1),
        GpuTool.bytes(number(card, "vram total used memory (b)"), 1),
        number(card, "temperature (sensor edge) (c)"),
        number(card, "graphics package power (w)"));
  }

  /** The first value whose key holds these words; versions differ in capitals and prefixes. */
  private static String text(JsonNode card, String words) {
    return card.properties().stream()
        .filter(entry -> entry.getKey().toLowerCase(java.util.Locale.ROOT).contains(words))
        .map(entry -> entry.getValue().asText())
        .findFirst()
        .orElse("");
  }

  private static OptionalDouble number(JsonNode card, String words) {
    return GpuTool.number(text(card, words));
  }
}
