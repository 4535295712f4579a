package io.ollamamax.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.api.ConfigJson;

/** What a gateway says of a change of its configuration, in words. */
final class ChangeReport {
  private ChangeReport() {}

  /** Prints the answer; the exit code is 0 where it is applied, else 1. */
  static int print(GatewayCall gateway, GatewayCall.Answer answer, boolean trial) {
    gateway.print(
        answer.body(), () -> answer.isDone() ? applied(answer.body(), trial) : refused(answer));
    return answer.isDone() ? 0 : 1;
  }

  private static String applied(JsonNode body, boolean trial) {
    StringBuilder text = new StringBuilder();
    body.path("warnings")
        .forEach(warning -> text.append(ConfigJson.problem(warning).render()).append('\n'));
    body.path("changes").forEach(change -> text.append(change(change)).append('\n'));
    body.path("shadowed")
        .forEach(
            key ->
                text.append(key.path("path").asText())
                    .append(": not in force, the ")
                    .append(key.path("layer").asText())
                    .append(" layer goes on to speak\n"));
    if (body.has("unsaved")) {
      text.append("warning: ").append(body.path("unsaved").asText()).append('\n');
    }
    long before = body.path("version_before").asLong();
    long after = body.path("version").asLong();
    return text
        + (trial ? "would be applied: " : before == after ? "nothing to change: " : "applied: ")
        + ConfigFiles.count(body.path("changes").size(), "change")
        + (before == after ? ", version " + after : ", version %d -> %d".formatted(before, after));
  }

  private static String change(JsonNode change) {
    return "%s: %s -> %s: %s"
        .formatted(
            change.path("path").asText(),
            value(change.path("from")),
            value(change.path("to")),
            change.path("effect_text").asText());
  }

  static String value(JsonNode value) {
    return value.isNull() ? "none" : value.isTextual() ? value.asText() : value.toString();
  }

  private static String refused(GatewayCall.Answer answer) {
    StringBuilder text = new StringBuilder();
    answer
        .body()
        .path("problems")
        .forEach(p -> text.append(ConfigJson.problem(p).render()).append('\n'));
    return text.isEmpty() ? "refused: " + answer.error() : text + ConfigFiles.REFUSED;
  }
}
