package io.ollamamax.bench.prediction;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.prediction.Family;
import io.ollamamax.prediction.Limits;
import io.ollamamax.prediction.PredictionMemory;
import io.ollamamax.prediction.PredictionSettings;
import io.ollamamax.prediction.Predictor;
import io.ollamamax.sim.faults.FaultFamily;
import io.ollamamax.sim.prediction.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** {@code bench/prediction}. */
public final class PredictionBench {
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Duration SPAN = Duration.ofMinutes(5);
  private static final Set<Family> ALL = EnumSet.allOf(Family.class);
  private static final long FIRST_TUNING_SEED = 100_000;
  private static final long FIRST_JUDGED_SEED = 1001; // those before were looked at

  private PredictionBench() {}

  public static void main(String[] arguments) throws IOException {
    int seeds = 200;
    boolean json = false;
    boolean tuning = false;
    boolean brief = false;
    Optional<Path> picture = Optional.empty();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--seeds" -> seeds = Integer.parseInt(arguments[++i]);
        case "--json" -> json = true;
        case "--tuning" -> tuning = true;
        case "--brief" -> brief = true;
        case "--picture" -> picture = Optional.of(Path.of(arguments[++i]));
        case "--cost" -> {
          System.out.print(Cost.table(new ObjectMapper().createObjectNode()));
          return;
        }
        case "--acting" -> {
          ObjectNode root = new ObjectMapper().createObjectNode();
          System.out.print(Acting.table(seeds, root));
          if (json) {
            System.out.println(root);
          }
          return;
        }
        case "--teach" -> {
          teach(Path.of(arguments[++i]), seeds);
          return;
        }
        default -> {
          System.err.println(
              "usage: bench/prediction [--seeds N] [--tuning] [--brief] [--picture FILE] [--json] |"
                  + " --cost | [--seeds N] [--json] --acting | [--seeds N] --teach FILE");
          System.exit(2);
        }
      }
    }
    Map<String, List<Outcome>> contenders = contenders(seeds, tuning, brief);
    report(seeds, contenders, json);
    if (picture.isPresent()) {
      Files.writeString(
          picture.get(), Picture.of(Reliability.of(contenders.getOrDefault("ours", List.of()))));
    }
  }

  /** The defaults but for interval and window. */
  static PredictionSettings settings(Duration interval, Duration window) {
    return new PredictionSettings(0.7, 0.8, interval, window, ALL, false, Limits.DEFAULT);
  }

  private static PredictionSettings settings(
      double threshold, double confidence, Set<Family> families) {
    return new PredictionSettings(
        threshold, confidence, INTERVAL, SPAN, families, false, Limits.DEFAULT);
  }

  /** The outcomes of a contender over families and seeds. */
  static List<Outcome> outcomes(
      List<FaultFamily> families, long firstSeed, int seeds, Supplier<Contender> contender) {
    return families.parallelStream()
        .flatMap(
            family ->
                IntStream.range(0, seeds)
                    .parallel()
                    .mapToObj(
                        s -> Outcome.of(family, firstSeed + s, contender.get(), INTERVAL, SPAN)))
        .toList();
  }

  static Supplier<Contender> ours(Set<Family> without) {
    Set<Family> families = EnumSet.copyOf(ALL);
    families.removeAll(without);
    return () -> new OurContender(Predictor.taught(settings(0.7, 0.8, families), 1));
  }

  static Map<String, List<Outcome>> contenders(int seeds, boolean tuning, boolean brief) {
    List<FaultFamily> families = tuning ? Corpus.TUNING : Corpus.JUDGED;
    long first = tuning ? FIRST_TUNING_SEED / 2 : FIRST_JUDGED_SEED;
    int fewer = fewer(seeds);
    Map<String, List<Outcome>> contenders = new LinkedHashMap<>();
    contenders.put("ours", outcomes(families, first, seeds, ours(Set.of())));
    contenders.put(
        "static thresholds", outcomes(families, first, seeds, () -> new StaticThresholds(SPAN)));
    if (!brief) {
      contenders.put("ours, fewer seeds", outcomes(families, first, fewer, ours(Set.of())));
      for (Family family : Family.values()) {
        contenders.put(
            "without " + family.name().toLowerCase(Locale.ROOT),
            outcomes(families, first, fewer, ours(Set.of(family))));
      }
    }
    return contenders;
  }

  private static int fewer(int seeds) {
    return Math.max(1, seeds / 10);
  }

  private static void report(int seeds, Map<String, List<Outcome>> contenders, boolean json) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("seeds", seeds).put("fewer_seeds", fewer(seeds));
    System.out.print(Tables.contenders(contenders, root));
    List<Outcome> ours = contenders.getOrDefault("ours", List.of());
    System.out.print("\n" + Tables.families(ours, root));
    System.out.print("\n" + Tables.reliability(ours, root));
    if (json) {
      System.out.println(root);
    }
  }

  /** Lets one predictor live through the tuning families and writes down what it learned. */
  private static void teach(Path file, int seeds) throws IOException {
    PredictionMemory learned = PredictionMemory.NONE;
    for (int seed = 0; seed < seeds; seed++) {
      for (FaultFamily family : Corpus.TUNING) {
        Predictor predictor = Predictor.untaught(settings(0.7, 0.8, ALL), seed);
        predictor.restore(learned);
        Outcome.of(family, FIRST_TUNING_SEED + seed, new OurContender(predictor), INTERVAL, SPAN);
        learned = predictor.memory();
      }
    }
    Files.write(file, learned.learned());
  }
}
