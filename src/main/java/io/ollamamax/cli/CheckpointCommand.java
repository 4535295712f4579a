package io.ollamamax.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The checkpoints of the running gateway. */
@Command(
    name = "checkpoint",
    description = "Lists, shows, checks, makes and restores checkpoints of the running gateway.",
    mixinStandardHelpOptions = true)
final class CheckpointCommand implements Runnable {
  private static final String PATH = "/api/v1/checkpoints";

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which of list, show, verify, save and restore?");
  }

  @Command(
      name = "list",
      description = "Lists the checkpoints, the newest first.",
      mixinStandardHelpOptions = true)
  int list(@Mixin GatewayCall gateway) throws Commands.Failed {
    JsonNode answer = gateway.get(PATH);
    gateway.print(answer, () -> listed(answer));
    return 0;
  }

  private static String listed(JsonNode answer) {
    StringBuilder text = new StringBuilder(answer.path("place").asText() + ":%n".formatted());
    for (JsonNode one : answer.path("checkpoints")) {
      text.append(
          "%-32s %s %9d bytes%s%n"
              .formatted(
                  one.path("name").asText(),
                  one.path("written").asText(),
                  one.path("bytes").asLong(),
                  one.path("set_aside").asBoolean() ? "  damaged, set aside" : ""));
    }
    JsonNode restored = answer.path("restored");
    if (!restored.isMissingNode()) {
      text.append(took(restored)).append("%n".formatted());
    }
    String problem = answer.path("problem").asText();
    if (!problem.isEmpty()) {
      text.append("problem: ").append(problem).append("%n".formatted());
    }
    return text.toString();
  }

  private static String took(JsonNode restored) {
    List<String> parts = new ArrayList<>();
    restored.path("parts").forEach(part -> parts.add(part.asText()));
    StringBuilder text =
        new StringBuilder(
            "restored %s of %s, %d s old then: %s"
                .formatted(
                    restored.path("name").asText(),
                    restored.path("at").asText(),
                    restored.path("age_seconds").asLong(),
                    String.join(", ", parts)));
    restored
        .path("skipped")
        .forEach(part -> text.append("%n  not restored: %s".formatted(part.asText())));
    return text.toString();
  }

  @Command(
      name = "show",
      description = "Shows what a checkpoint holds.",
      mixinStandardHelpOptions = true)
  int show(@Mixin GatewayCall gateway, @Parameters(paramLabel = "NAME") String name)
      throws Commands.Failed {
    JsonNode answer = gateway.get(path(name));
    gateway.print(answer, answer::toPrettyString);
    return 0;
  }

  @Command(
      name = "verify",
      description = "Reads all checkpoints anew; exit code 1 where one cannot be used.",
      mixinStandardHelpOptions = true)
  int verify(@Mixin GatewayCall gateway) throws Commands.Failed {
    JsonNode answer = gateway.call("POST", PATH + "/verify", new byte[0]);
    gateway.print(answer, () -> verified(answer));
    return answer.path("damaged").asInt() == 0 ? 0 : 1;
  }

  private static String verified(JsonNode answer) {
    StringBuilder text = new StringBuilder();
    for (JsonNode one : answer.path("checkpoints")) {
      String problem = one.path("problem").asText();
      text.append(
          "%-32s %s%n".formatted(one.path("name").asText(), problem.isEmpty() ? "whole" : problem));
    }
    return text.toString();
  }

  @Command(name = "save", description = "Makes a checkpoint now.", mixinStandardHelpOptions = true)
  int save(@Mixin GatewayCall gateway) throws Commands.Failed {
    JsonNode answer = gateway.call("POST", PATH, new byte[0]);
    gateway.print(answer, () -> answer.path("name").asText());
    return 0;
  }

  @Command(
      name = "restore",
      description =
          "Goes back to what a checkpoint holds; what was done since still counts for the caps.",
      mixinStandardHelpOptions = true)
  int restore(@Mixin GatewayCall gateway, @Parameters(paramLabel = "NAME") String name)
      throws Commands.Failed {
    JsonNode answer = gateway.call("POST", path(name) + "/restore", new byte[0]);
    gateway.print(answer, () -> took(answer));
    return 0;
  }

  private static String path(String name) {
    return PATH + "/" + GatewayCall.segment(name);
  }
}
