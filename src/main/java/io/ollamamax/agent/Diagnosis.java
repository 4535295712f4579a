package io.ollamamax.agent;

import io.ollamamax.agent.wire.ReportJson;
import io.ollamamax.agent.wire.ServiceState;
import io.ollamamax.telemetry.HostSample;
import io.ollamamax.telemetry.SampleJson;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What helps a person to see what is wrong with a service: versions, its process and those under
 * it, the host, and the last lines of its output, with secrets masked.
 *
 * @param log where its output is kept
 * @param samples the oldest first
 */
record Diagnosis(ServiceState state, Optional<Path> log, List<HostSample> samples) {
  private static final int LAST_BYTES = 8 * 1024;
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)([\\w-]*(?:token|secret|password|passwd|authorization|api[_-]?key)[\\w-]*\"?\\s*[:="
              + " ]\\s*)(?:bearer\\s+)?[^\\s,;}]+");

  Diagnosis {
    samples = List.copyOf(samples);
  }

  String text() {
    StringBuilder out = new StringBuilder();
    out.append("service: ").append(ReportJson.write(state)).append('\n');
    out.append("system: ")
        .append(System.getProperty("os.name"))
        .append(' ')
        .append(System.getProperty("os.version"))
        .append(", Java ")
        .append(Runtime.version())
        .append('\n');
    if (!samples.isEmpty()) {
      out.append("host: ").append(SampleJson.write(samples.getLast(), state.id())).append('\n');
    }
    ProcessHandle.of(state.pid()).ifPresent(process -> out.append(processes(process)));
    log.ifPresent(file -> out.append("last output:\n").append(mask(tail(file))));
    return out.toString();
  }

  private static String processes(ProcessHandle process) {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(process), process.descendants())
        .map(
            one ->
                "process: "
                    + one.pid()
                    + " "
                    + one.info().command().orElse("?")
                    + one.info().startInstant().map(at -> ", since " + at).orElse("")
                    + "\n")
        .collect(Collectors.joining());
  }

  private static String tail(Path file) {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      int size = (int) Math.min(in.length(), LAST_BYTES);
      byte[] last = new byte[size];
      in.seek(in.length() - size);
      in.readFully(last);
      return new String(last, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(it cannot be read: " + e.getMessage() + ")";
    }
  }

  static String mask(String text) {
    return SECRET.matcher(text).replaceAll("$1***");
  }
}
