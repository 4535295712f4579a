package io.ollamamax.agent.sample;

import io.ollamamax.agent.service.Tool;
import io.ollamamax.telemetry.GpuSample;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The command of an accelerator's maker.
 *
 * @param command with its arguments, its program by full path
 * @param reader of its output
 */
record GpuTool(List<String> command, Function<String, List<GpuSample>> reader) {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

  GpuTool {
    command = List.copyOf(command);
  }

  /** The tools that are there. */
  static List<GpuTool> found(String path) {
    return Stream.of(
            find(path, "nvidia-smi", NvidiaSmi.ARGUMENTS, NvidiaSmi::read),
            find(path, "rocm-smi", RocmSmi.ARGUMENTS, RocmSmi::read))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<GpuTool> find(
      String path, String name, List<String> arguments, Function<String, List<GpuSample>> reader) {
    return Stream.of(path.split(":", -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .map(
            program ->
                new GpuTool(
                    Stream.concat(Stream.of(program.toString()), arguments.stream()).toList(),
                    reader));
  }

  /** What it tells now; nothing where it gives no answer. */
  List<GpuSample> ask() throws InterruptedException {
    try {
      Tool.Result result = Tool.run(command, DEADLINE);
      if (result.isDone()) {
        return reader.apply(result.output());
      }
      log("exits with " + result.exitCode());
    } catch (IOException | IllegalArgumentException e) {
      log(String.valueOf(e.getMessage()));
    }
    return List.of();
  }

  private void log(String what) {
    System.getLogger("agent").log(Level.DEBUG, "{0}: {1}", command.getFirst(), what);
  }

  /** The number in a cell; nothing where it is another word, such as {@code [N/A]}. */
  static OptionalDouble number(String cell) {
    return NUMBER.matcher(cell.strip()).matches()
        ? OptionalDouble.of(Double.parseDouble(cell.strip()))
        : OptionalDouble.empty();
  }

  static OptionalDouble scaled(OptionalDouble value, double factor) {
    return value.isPresent()
        ? OptionalDouble.of(value.getAsDouble() * factor)
        : OptionalDouble.empty();
  }

  static OptionalLong bytes(OptionalDouble value, long unit) {
    return value.isPresent()
        ? OptionalLong.of(Math.round(value.getAsDouble() * unit))
        : OptionalLong.empty();
  }
}
