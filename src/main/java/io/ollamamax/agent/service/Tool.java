package io.ollamamax.agent.service;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A command of the host that is run for its answer. Blocks. */
public final class Tool {
  private static final int MOST_OUTPUT = 1 << 20;

  /**
   * How it ended.
   *
   * @param output standard output and error together, at most 1 MiB
   */
  public record Result(int exitCode, String output) {
    public boolean isDone() {
      return exitCode == 0;
    }

    /** The last line that says something. */
    String lastLine() {
      return output.lines().filter(line -> !line.isBlank()).reduce("", (a, b) -> b).strip();
    }
  }

  private Tool() {}

  /**
   * Runs it to its end; with the deadline past it is killed, with all that it started.
   *
   * @throws IOException where it cannot be run, or its deadline passes
   */
  public static Result run(List<String> command, Duration deadline)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .start();
    CompletableFuture<String> output = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> read(process.getInputStream(), output));
    try {
      if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            command.getFirst() + " did not end within " + deadline.toMillis() + " ms");
      }
      // what it left running in the background may hold its output open
      return new Result(process.exitValue(), output.get(1, TimeUnit.SECONDS));
    } catch (TimeoutException e) {
      return new Result(process.exitValue(), "");
    } catch (ExecutionException e) {
      throw new IOException(command.getFirst() + ": " + e.getCause(), e);
    } finally {
      if (process.isAlive()) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  private static void read(InputStream in, CompletableFuture<String> output) {
    try {
      byte[] bytes = in.readNBytes(MOST_OUTPUT);
      output.complete(new String(bytes, StandardCharsets.UTF_8));
      in.skip(Long.MAX_VALUE);
    } catch (IOException e) {
      output.completeExceptionally(e);
    }
  }
}
