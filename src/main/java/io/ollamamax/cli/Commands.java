package io.ollamamax.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ollama-distributed}: exit code 0 done, 1 failed, 2 unusable call. */
@Command(
    name = "ollama-distributed",
    description = "One endpoint over several Ollama nodes that keeps answering.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.class)
public final class Commands implements Runnable {
  private static final List<Class<?>> ALL =
      List.of(
          StartCommand.class,
          DemoCommand.class,
          AgentCommand.class,
          JoinTokenCommand.class,
          SimNodeCommand.class,
          StatusCommand.class,
          TopCommand.class,
          EventsCommand.class,
          NodesCommand.class,
          ModelsCommand.class,
          HealCommand.class,
          QuarantineCommand.class,
          CheckpointCommand.class,
          ValidateConfigCommand.class,
          CheckConfigCommand.class,
          ConfigShowCommand.class,
          ConfigSchemaCommand.class,
          ConfigHistoryCommand.class,
          ReloadConfigCommand.class,
          ResetConfigCommand.class,
          RollbackConfigCommand.class,
          VersionCommand.class,
          WarmUpCommand.class);

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  private Commands() {}

  /** Runs a command line and gives the exit code. */
  public static int run(String... args) {
    return line(args).execute(args);
  }

  /** The command line for these arguments: to read all commands takes longer than to run one. */
  static CommandLine line(String... args) {
    CommandLine line = new CommandLine(new Commands());
    List<Class<?>> named =
        ALL.stream().filter(type -> args.length > 0 && name(type).equals(args[0])).toList();
    (named.isEmpty() ? ALL : named).forEach(type -> line.addSubcommand(name(type), type));
    line.setParameterExceptionHandler(Commands::unusable);
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

  /** Says what is wrong with a call, and where to read on, without hiding it in the whole usage. */
  private static int unusable(CommandLine.ParameterException failure, String... args) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("ollama-distributed: " + failure.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, err)) {
      err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static String name(Class<?> command) {
    Command declaration = command.getAnnotation(Command.class);
    if (declaration == null) {
      throw new IllegalStateException(command + " is no command");
    }
    return declaration.name();
  }

  @Override
  public void run() {
    CommandLine line = spec.commandLine();
    line.usage(line.getErr());
    throw new CommandLine.ParameterException(line, "which command?");
  }

  /** A failure with a message for the user and no more. */
  static final class Failed extends Exception {
    Failed(String message) {
      super(message);
    }
  }
}
