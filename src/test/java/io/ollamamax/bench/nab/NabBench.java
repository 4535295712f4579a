package io.ollamamax.bench.nab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code bench/nab --data DIR [--json]}. */
public final class NabBench {
  private NabBench() {}

  public static void main(String[] arguments) {
    @Nullable Path data = null;
    boolean json = false;
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--data") && i + 1 < arguments.length) {
        i++;
        data = Path.of(arguments[i]);
      } else if (arguments[i].equals("--json")) {
        json = true;
      } else {
        fail("unknown argument " + arguments[i]);
      }
    }
    if (data == null) {
      fail("usage: bench/nab --data DIR [--json]");
      return;
    }
    try {
      run(Corpus.load(data), json);
    } catch (IOException | RuntimeException e) {
      fail(String.valueOf(e.getMessage()));
    }
  }

  private static void run(List<Series> corpus, boolean json) {
    Map<Detector, List<Run>> runs = new EnumMap<>(Detector.class);
    for (Detector detector : Detector.values()) {
      runs.put(detector, corpus.parallelStream().map(s -> Run.of(s, detector.scores(s))).toList());
    }
    var report = Report.of(corpus, runs);
    System.out.print(Report.table(report));
    if (json) {
      System.out.println(report);
    }
  }

  private static void fail(String message) {
    System.err.println("bench/nab: " + message);
    System.exit(2);
  }
}
