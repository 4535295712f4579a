package io.ollamamax.cli;

import io.ollamamax.config.ConfigLoader;
import io.ollamamax.config.ConfigResult;
import io.ollamamax.config.Problem;
import io.ollamamax.config.Values;
import io.ollamamax.config.store.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The configuration files that commands are called with. */
final class ConfigFiles {
  /** What a refused configuration is reported with, here and in the log. */
  static final String REFUSED = Outcome.REFUSED;

  private ConfigFiles() {}

  /**
   * Reads a file or a fragment.
   *
   * @throws ParameterException where there is no such file
   */
  static ConfigResult read(CommandSpec command, Path file, Values below) {
    return ConfigLoader.load(existing(command, file), ConfigLoader.Form.FRAGMENT, below);
  }

  /** The file, of which it is checked that it is one. */
  static Path existing(CommandSpec command, Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      String why =
          Files.isDirectory(file)
              ? "is a folder"
              : Files.exists(file) ? "cannot be read" : "does not exist";
      throw new ParameterException(command.commandLine(), "the file " + file + " " + why);
    }
    return file;
  }

  /** All problems with their source lines, ending in a line break where there is one. */
  static String rendered(ConfigResult result) {
    return result.problems().stream()
        .map(problem -> problem.render() + "\n")
        .collect(Collectors.joining());
  }

  /** {@code 2 errors, 1 warning}. */
  static String counts(ConfigResult result) {
    long errors = result.problems().stream().filter(Problem::isError).count();
    long warnings = result.problems().size() - errors;
    return count(errors, "error") + ", " + count(warnings, "warning");
  }

  static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
