package io.ollamamax.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ollama-distributed}: exit code 0 done, 1 failed, 2 unusable call. */
@Command(
    name = "ollama-distributed",
    description = "One endpoint over several Ollama nodes that keeps answering.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.class,
    subcommands = {
      StartCommand.class,
      DemoCommand.class,
      SimNodeCommand.class,
      StatusCommand.class,
      NodesCommand.class,
      ValidateConfigCommand.class,
      CheckConfigCommand.class,
      ConfigShowCommand.class,
      ConfigSchemaCommand.class,
      ConfigHistoryCommand.class,
      ReloadConfigCommand.class,
      ResetConfigCommand.class,
      RollbackConfigCommand.class,
      VersionCommand.class,
      WarmUpCommand.class
    })
public final class Commands implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  private Commands() {}

  /** Runs a command line and gives the exit code. */
  public static int run(String... args) {
    return line().execute(args);
  }

  /** The command line, ready to be executed. */
  static CommandLine line() {
    CommandLine line = new CommandLine(new Commands());
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          PrintWriter err = command.getErr();
          if (failure instanceof Failed) {
            err.println("ollama-distributed: " + failure.getMessage());
          } else {
            failure.printStackTrace(err);
          }
          return 1;
        });
    return line;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
  }

  /** A failure with a message for the user and no more. */
  static final class Failed extends Exception {
    Failed(String message) {
      super(message);
    }
  }
}
