package io.ollamamax.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How a command prints its result. */
final class Output {
  /** The ways. */
  enum Format {
    text,
    json
  }

  @Spec(Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.text;

  /** Prints the result as it was asked for. */
  void print(JsonNode json, Supplier<String> text) {
    PrintWriter out = command.commandLine().getOut();
    out.println(format == Format.json ? json.toPrettyString() : text.get().stripTrailing());
    out.flush();
  }

  /** Prints one of many results, which is one line in either way. */
  void printLine(JsonNode json, Supplier<String> text) {
    PrintWriter out = command.commandLine().getOut();
    out.println(format == Format.json ? json.toString() : text.get());
    out.flush();
  }

  /** Prints what is no result. */
  void printError(String text) {
    PrintWriter err = command.commandLine().getErr();
    err.println(text);
    err.flush();
  }
}
