package io.ollamamax.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** One event as a line of text. */
record EventLine(Ink ink, ZoneId zone) {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MM-dd HH:mm:ss");

  /** Such as {@code 01-31 12:00:00 fault gpu-1: no token came for too long}. */
  String of(JsonNode event) {
    String kind = event.path("kind").asText();
    String node = event.path("node").asText();
    return "%s %s %s%s"
        .formatted(
            ink.quiet(TIME.format(Instant.parse(event.path("time").asText()).atZone(zone))),
            coloured(kind, event.path("details"), "%-12s".formatted(kind)),
            node.isEmpty() ? "" : ink.strong(node) + ": ",
            event.path("text").asText());
  }

  private String coloured(String kind, JsonNode details, String text) {
    String state = details.path("state").asText();
    return switch (kind) {
      case "fault" -> state.equals("closed") ? ink.good(text) : ink.bad(text);
      case "remedy" ->
          switch (details.path("result").asText()) {
            case "" -> ink.doubtful(text);
            case "succeeded" -> ink.good(text);
            default -> ink.bad(text);
          };
      case "continuation" -> ink.moved(text);
      case "prediction" -> ink.foreseen(text);
      case "breaker" -> ink.status(state, text);
      case "node" -> ink.status(details.path("status").asText(), text);
      default -> ink.quiet(text);
    };
  }
}
