package io.ollamamax.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.checkpoint.Envelope.UnusableException;
import io.ollamamax.checkpoint.Part.Saved;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The soft state at one moment.
 *
 * @param at when, by the clock of the machine that wrote it
 * @param parts by name; also those that this program does not know
 */
public record Checkpoint(Instant at, SortedMap<String, Saved> parts) {
  private static final Envelope ENVELOPE = new Envelope("ollama-distributed checkpoint", 1);

  public Checkpoint {
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
  }

  /** How long ago it was written; zero where the clock was set back since. */
  public Duration age(Instant now) {
    return now.isBefore(at) ? Duration.ZERO : Duration.between(at, now);
  }

  /** As the bytes of a file. */
  public byte[] bytes() {
    return ENVELOPE.wrap(Json.bytes(json()));
  }

  /** What it holds, as JSON. */
  public ObjectNode json() {
    ObjectNode out = Json.object().put("at", at.toString());
    ObjectNode all = out.putObject("parts");
    for (Map.Entry<String, Saved> part : parts.entrySet()) {
      all.putObject(part.getKey())
          .put("version", part.getValue().version())
          .set("state", part.getValue().state());
    }
    return out;
  }

  /**
   * Reads a file.
   *
   * @throws UnusableException where it is damaged, or of another version
   */
  public static Checkpoint read(byte[] file) throws UnusableException {
    byte[] body = ENVELOPE.unwrap(file);
    try {
      JsonNode in = Json.read(body);
      SortedMap<String, Saved> parts = new TreeMap<>();
      in.path("parts")
          .properties()
          .forEach(
              part ->
                  parts.put(
                      part.getKey(),
                      new Saved(
                          part.getValue().path("version").asInt(), part.getValue().path("state"))));
      return new Checkpoint(Instant.parse(in.path("at").asText()), parts);
    } catch (IOException | DateTimeException e) {
      throw new UnusableException("it is whole, but no checkpoint: " + e.getMessage());
    }
  }
}
