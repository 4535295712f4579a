package io.ollamamax.simnode;

import io.ollamamax.config.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A script of faults, a line each: {@code AT NODES MODE [NAME=VALUE]...}, such as {@code 1m30s
 * 0,2-4 gpu-hang after=10 duration=30s}. AT counts from the start; NODES are numbers from 0,
 * ranges, or {@code all}; MODE is one of the catalogue, or {@code heal}. Empty lines and what
 * follows a {@code #} are left out.
 */
public final class Rehearsal {
  private static final String HEAL = "heal";

  /** One line; nothing to arm means that the nodes are healed. */
  private record Step(Duration at, String nodes, Optional<Fault> fault) {}

  /** A script with mistakes: every one of them, each with its line. */
  public static final class Invalid extends Exception {
    Invalid(List<String> mistakes) {
      super(String.join("\n", mistakes));
    }
  }

  private final List<Step> steps;

  private Rehearsal(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  /**
   * Reads a script.
   *
   * @param name of the file, for messages
   * @param nodes in the fleet
   * @throws Invalid with all mistakes, each as {@code name:line: what}
   */
  public static Rehearsal parse(String name, String text, int nodes) throws Invalid {
    List<Step> steps = new ArrayList<>();
    List<String> mistakes = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceAll("#.*", "").strip();
      if (line.isEmpty()) {
        continue;
      }
      try {
        steps.add(step(line.split("\\s+", -1), nodes));
      } catch (IllegalArgumentException e) {
        mistakes.add(name + ":" + (i + 1) + ": " + e.getMessage());
      }
    }
    if (!mistakes.isEmpty()) {
      throw new Invalid(mistakes);
    }
    return new Rehearsal(steps);
  }

  private static Step step(String[] words, int nodes) {
    if (words.length < 3) {
      throw new IllegalArgumentException("expected AT NODES MODE [NAME=VALUE]...");
    }
    Duration at = at(words[0]);
    numbers(words[1], nodes);
    Map<String, String> parameters = new LinkedHashMap<>();
    Stream.of(words).skip(3).forEach(word -> parameter(word, parameters));
    if (!words[2].equals(HEAL)) {
      return new Step(at, words[1], Optional.of(Fault.parse(words[2], parameters)));
    }
    if (!parameters.isEmpty()) {
      throw new IllegalArgumentException("heal takes no parameters");
    }
    return new Step(at, words[1], Optional.empty());
  }

  private static Duration at(String text) {
    try {
      return GoDuration.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "expected a time from the start such as 1m30s, got '" + text + "'", e);
    }
  }

  private static void parameter(String word, Map<String, String> parameters) {
    int equals = word.indexOf('=');
    if (equals <= 0) {
      throw new IllegalArgumentException("expected NAME=VALUE, got '" + word + "'");
    }
    if (parameters.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
      throw new IllegalArgumentException(word.substring(0, equals) + " is given twice");
    }
  }

  /**
   * The node numbers that a text stands for: {@code all}, or numbers and ranges with commas.
   *
   * @throws IllegalArgumentException where it stands for none, or for nodes that are not there
   */
  static List<Integer> numbers(String text, int nodes) {
    List<Integer> numbers = new ArrayList<>();
    for (String part : (text.equals("all") ? "0-" + (nodes - 1) : text).split(",", -1)) {
      if (!part.matches("\\d{1,6}(-\\d{1,6})?")) {
        throw new IllegalArgumentException(
            "expected nodes as 'all', a number or a range, got '" + text + "'");
      }
      int dash = part.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
      int last = dash < 0 ? first : Integer.parseInt(part.substring(dash + 1));
      if (first > last || last >= nodes) {
        throw new IllegalArgumentException(
            "no node " + part + ": the nodes are 0 to " + (nodes - 1));
      }
      for (int number = first; number <= last; number++) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  /** Begins: each step is done at its time from now on. */
  public void play(SimFleet fleet) {
    for (Step step : steps) {
      fleet.later(
          step.at(),
          () ->
              fleet
                  .select(step.nodes())
                  .forEach(node -> step.fault().ifPresentOrElse(node::arm, node::heal)));
    }
  }
}
