package io.ollamamax.bench.nab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads NAB's layout: {@code data/FOLDER/FILE.csv} and {@code labels/combined_windows.json}. */
final class Corpus {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.SSSSSS]");

  private Corpus() {}

  /**
   * All labelled files that are there, in the order of the labels.
   *
   * @throws IOException where the layout is not NAB's, with what is wrong
   */
  static List<Series> load(Path directory) throws IOException {
    Path labels = directory.resolve("labels").resolve("combined_windows.json");
    if (!Files.isRegularFile(labels)) {
      throw new IOException(
          labels + " is not there: --data takes a directory with NAB's data/ and labels/");
    }
    List<Series> found = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry :
        new ObjectMapper().readTree(labels.toFile()).properties()) {
      Path file = directory.resolve("data").resolve(entry.getKey());
      if (Files.isRegularFile(file)) {
        found.add(read(entry.getKey(), file, entry.getValue()));
      }
    }
    if (found.isEmpty()) {
      throw new IOException("no file that the labels name is under " + directory.resolve("data"));
    }
    return found;
  }

  private static Series read(String name, Path file, JsonNode labels) throws IOException {
    List<String> rows =
        Files.readAllLines(file).stream().skip(1).filter(r -> !r.isBlank()).toList();
    long[] seconds = new long[rows.size()];
    double[] values = new double[rows.size()];
    for (int i = 0; i < values.length; i++) {
      String row = rows.get(i);
      int comma = row.indexOf(',');
      if (comma < 0) {
        throw new IOException(file + ", line " + (i + 2) + ": 'timestamp,value' expected");
      }
      seconds[i] = second(row.substring(0, comma));
      values[i] = Double.parseDouble(row.substring(comma + 1));
    }
    List<Series.Window> windows = new ArrayList<>();
    for (JsonNode label : labels) {
      int first = row(name, seconds, second(label.get(0).asText()));
      int last = row(name, seconds, second(label.get(1).asText()));
      windows.add(new Series.Window(first, last));
    }
    return new Series(name, seconds, values, List.copyOf(windows));
  }

  private static long second(String text) {
    return LocalDateTime.parse(text, TIME).toEpochSecond(ZoneOffset.UTC);
  }

  private static int row(String name, long[] seconds, long wanted) throws IOException {
    for (int i = 0; i < seconds.length; i++) {
      if (seconds[i] == wanted) {
        return i;
      }
    }
    throw new IOException(name + " has no row of the time at which a window of it begins or ends");
  }
}
