package io.ollamamax.bench.nab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** The figures of all detectors, for all files and by folder, as JSON and as a table of it. */
final class Report {
  private static final String ALL = "all";

  private Report() {}

  static ObjectNode of(List<Series> corpus, Map<Detector, List<Run>> runs) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("files", corpus.size());
    root.put("rows", corpus.stream().mapToInt(Series::rows).sum());
    ObjectNode fixed = root.putObject("fixed_thresholds");
    for (Detector detector : runs.keySet()) {
      fixed.put(detector.id, detector.fixed);
    }
    ObjectNode parts = root.putObject("parts");
    for (String part : parts(corpus)) {
      ObjectNode node = parts.putObject(part);
      List<Series> files = corpus.stream().filter(s -> in(part, s)).toList();
      node.put("files", files.size());
      node.put("windows", files.stream().mapToInt(s -> s.windows().size()).sum());
      node.put("series_days", round(files.stream().mapToDouble(Series::scoredDays).sum(), 2));
      ObjectNode detectors = node.putObject("detectors");
      runs.forEach(
          (detector, all) ->
              detectors.set(
                  detector.id,
                  figures(
                      detector,
                      new Scorer(all.stream().filter(r -> in(part, r.series())).toList()),
                      new Scorer(all))));
    }
    return root;
  }

  private static List<String> parts(List<Series> corpus) {
    List<String> parts = new ArrayList<>(List.of(ALL));
    parts.addAll(new TreeSet<>(corpus.stream().map(Series::folder).toList()));
    return parts;
  }

  private static boolean in(String part, Series series) {
    return part.equals(ALL) || part.equals(series.folder());
  }

  private static ObjectNode figures(Detector detector, Scorer scorer, Scorer everything) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    for (Profile profile : Profile.values()) {
      ObjectNode figures = node.putObject(profile.name().toLowerCase(Locale.ROOT));
      if (scorer.windows() > 0) {
        Scorer.Best best = scorer.best(profile);
        figures.put("best", round(best.score(), 2));
        if (best.threshold() < Double.POSITIVE_INFINITY) {
          figures.put("best_threshold", round(best.threshold(), 6));
        }
        double common = everything.best(profile).threshold();
        figures.put("at_best_threshold_of_all", round(scorer.score(common, profile), 2));
        figures.put("fixed", round(scorer.score(detector.fixed, profile), 2));
      }
    }
    int falseAlarms = scorer.falseAlarms(detector.fixed);
    node.put("windows_found", scorer.found(detector.fixed));
    node.put("false_alarms", falseAlarms);
    node.put("false_alarms_per_series_day", round(falseAlarms / scorer.days(), 4));
    return node;
  }

  private static double round(double value, int digits) {
    double scale = Math.pow(10, digits);
    return Math.round(value * scale) / scale;
  }

  static String table(ObjectNode report) {
    StringBuilder lines = new StringBuilder();
    lines.append(
        "| files | detector | standard: best | fixed | low FP: best | fixed | low FN: best | fixed"
            + " | windows found | false alarms a series-day |\n"
            + "|---|---|---|---|---|---|---|---|---|---|\n");
    report
        .get("parts")
        .properties()
        .forEach(
            part ->
                part.getValue()
                    .get("detectors")
                    .properties()
                    .forEach(
                        detector -> {
                          var figures = detector.getValue();
                          lines
                              .append("| ")
                              .append(part.getKey())
                              .append(" | ")
                              .append(detector.getKey());
                          for (String profile : List.of("standard", "low_fp", "low_fn")) {
                            lines
                                .append(" | ")
                                .append(figures.at("/" + profile + "/best").asText());
                            lines
                                .append(" | ")
                                .append(figures.at("/" + profile + "/fixed").asText());
                          }
                          lines
                              .append(" | ")
                              .append(figures.get("windows_found").asText())
                              .append(" of ")
                              .append(part.getValue().get("windows").asText())
                              .append(" | ")
                              .append(figures.get("false_alarms_per_series_day").asText())
                              .append(" |\n");
                        }));
    return lines.toString();
  }
}
