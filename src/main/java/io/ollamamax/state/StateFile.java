package io.ollamamax.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.checkpoint.Envelope;
import io.ollamamax.cluster.ControlState.Entry;
import io.ollamamax.cluster.ControlState.Snapshot;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;

/** A control state as the bytes of a file: JSON in an {@link Envelope}. */
final class StateFile {
  private static final Envelope ENVELOPE = new Envelope("ollama-distributed control state", 1);

  private StateFile() {}

  static byte[] write(Snapshot snapshot) {
    ObjectNode body = Json.object().put("term", snapshot.term()).put("index", snapshot.index());
    ObjectNode entries = body.putObject("entries");
    snapshot
        .entries()
        .forEach(
            (key, entry) ->
                entries.putObject(key).put("index", entry.index()).put("text", entry.text()));
    return ENVELOPE.wrap(Json.bytes(body));
  }

  static Snapshot read(byte[] file) throws IOException {
    return body(Json.read(ENVELOPE.unwrap(file)));
  }

  private static Snapshot body(JsonNode body) {
    SortedMap<String, Entry> entries = new TreeMap<>();
    body.path("entries")
        .properties()
        .forEach(
            entry ->
                entries.put(
                    entry.getKey(),
                    new Entry(
                        entry.getValue().path("text").asText(),
                        entry.getValue().path("index").asLong())));
    return new Snapshot(body.path("term").asLong(), body.path("index").asLong(), entries);
  }
}
