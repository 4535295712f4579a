package io.ollamamax.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ControlState.Entry;
import io.ollamamax.cluster.ControlState.Snapshot;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * A state as the bytes of a file: a first line with the format's version, the body's length and its
 * CRC-32C, then the body in JSON.
 */
final class StateFile {
  private static final String NAME = "ollama-distributed control state";
  private static final int VERSION = 1;
  private static final Pattern HEAD =
      Pattern.compile(NAME + " version ([0-9]{1,9}) bytes ([0-9]{1,9}) crc32c ([0-9a-f]{8})");

  private StateFile() {}

  /** Why bytes are no state, for a person. */
  static final class DamagedException extends IOException {
    DamagedException(String message) {
      super(message);
    }
  }

  static byte[] write(Snapshot snapshot) {
    ObjectNode body = Json.object().put("term", snapshot.term()).put("index", snapshot.index());
    ObjectNode entries = body.putObject("entries");
    snapshot
        .entries()
        .forEach(
            (key, entry) ->
                entries.putObject(key).put("index", entry.index()).put("text", entry.text()));
    byte[] json = Json.bytes(body);
    byte[] head =
        "%s version %d bytes %d crc32c %08x%n"
            .formatted(NAME, VERSION, json.length, checksum(json))
            .getBytes(StandardCharsets.UTF_8);
    byte[] file = Arrays.copyOf(head, head.length + json.length);
    System.arraycopy(json, 0, file, head.length, json.length);
    return file;
  }

  static Snapshot read(byte[] file) throws IOException {
    int end = 0;
    while (end < file.length && file[end] != '\n') {
      end++;
    }
    Matcher head = HEAD.matcher(new String(file, 0, end, StandardCharsets.UTF_8).strip());
    if (!head.matches()) {
      throw new DamagedException("its first line is not that of a control state");
    }
    int version = Integer.parseInt(head.group(1));
    if (version != VERSION) {
      throw new DamagedException(
          "it has version %d and this program reads version %d; start it with the program that"
                  .formatted(version, VERSION)
              + " wrote it");
    }
    byte[] json = Arrays.copyOfRange(file, Math.min(file.length, end + 1), file.length);
    int length = Integer.parseInt(head.group(2));
    if (json.length != length) {
      throw new DamagedException(
          "it is torn: %d bytes were written, %d are there".formatted(length, json.length));
    }
    if (!head.group(3).equals("%08x".formatted(checksum(json)))) {
      throw new DamagedException("its checksum is wrong");
    }
    return body(Json.read(json));
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

  private static int checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return (int) checksum.getValue();
  }
}
