package io.ollamamax.transcript;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The shape of a reply: its status, its type, and of each line or event its kind and the fields
 * with their types; lines of equal shape in a row count as one. Texts and values do not matter.
 */
final class Shapes {
  /** Objects whose fields depend on the model. */
  private static final Set<String> OPEN = Set.of("model_info");

  private Shapes() {}

  /** What is different in a reply, in words; empty where the shapes agree. */
  static List<String> differences(Transcript.Reply wanted, Transcript.Reply got) {
    if (wanted.status() != got.status()) {
      return List.of("status " + got.status() + " for " + wanted.status());
    }
    if (!wanted.contentType().equals(got.contentType())) {
      return List.of("type '" + got.contentType() + "' for '" + wanted.contentType() + "'");
    }
    List<Event> one = events(wanted);
    List<Event> other = events(got);
    if (one.size() != other.size()) {
      return List.of("events " + kinds(other) + " for " + kinds(one));
    }
    List<String> all = new ArrayList<>();
    for (int i = 0; i < one.size(); i++) {
      compare(one.get(i), other.get(i), all);
    }
    return all;
  }

  /**
   * A line or an event.
   *
   * @param kind of a server-sent event, or "line"
   * @param fields types by path
   */
  private record Event(String kind, Map<String, String> fields) {}

  private static List<String> kinds(List<Event> events) {
    return events.stream().map(Event::kind).toList();
  }

  private static void compare(Event wanted, Event got, List<String> into) {
    if (!wanted.kind().equals(got.kind())) {
      into.add("event " + got.kind() + " for " + wanted.kind());
      return;
    }
    Set<String> paths = new TreeSet<>(wanted.fields().keySet());
    paths.addAll(got.fields().keySet());
    for (String path : paths) {
      String one = wanted.fields().get(path);
      String other = got.fields().get(path);
      if (one == null) {
        into.add("extra " + path);
      } else if (other == null) {
        into.add("no " + path);
      } else if (!one.equals(other)) {
        into.add(path + " is " + other + " for " + one);
      }
    }
  }

  private static List<Event> events(Transcript.Reply reply) {
    List<Event> events = new ArrayList<>();
    String kind = "line";
    for (String line : reply.lines()) {
      if (line.startsWith("event: ")) {
        kind = line.substring("event: ".length()).strip();
      } else if (!line.isBlank() && !line.startsWith(":")) {
        Event event = event(kind, line.startsWith("data: ") ? line.substring(6) : line);
        kind = "line";
        if (events.isEmpty() || !events.getLast().equals(event)) {
          events.add(event);
        }
      }
    }
    return events;
  }

  private static Event event(String kind, String data) {
    JsonNode json;
    try {
      json = Json.read(data.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      return new Event(data.equals("[DONE]") ? data : "text", Map.of());
    }
    Map<String, String> fields = new TreeMap<>();
    fields("", json, fields);
    return new Event(kind, fields);
  }

  private static void fields(String path, JsonNode value, Map<String, String> into) {
    into.merge(path.isEmpty() ? "." : path, type(value), (a, b) -> a.equals(b) ? a : a + "|" + b);
    if (value.isObject() && !OPEN.contains(path)) {
      value
          .properties()
          .forEach(
              field ->
                  fields(
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      field.getValue(),
                      into));
    }
    if (value.isArray()) {
      value.forEach(element -> fields(path + "[]", element, into));
    }
  }

  private static String type(JsonNode value) {
    return switch (value.getNodeType()) {
      case NUMBER -> "number";
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case ARRAY -> "array";
      case OBJECT -> "object";
      default -> "null";
    };
  }
}
