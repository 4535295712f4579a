package io.ollamamax.simnode;

import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tokens of one execution: {@code " ID.K.RUN.SIGN;"}, numbered from 0 and signed, so that a
 * lost, doubled, moved or foreign token is seen. RUN differs between sampled executions, so that
 * running a request again diverges; with a seed or at temperature 0 it is {@code 0}.
 *
 * @param id of the conversation: {@code [req:ID]} in the prompt
 * @param first number of the first token
 * @param end number after the last token
 */
record SimTokens(String id, int first, int end, String run) {
  private static final Pattern ID = Pattern.compile("\\[req:([A-Za-z0-9]+)]");
  private static final Pattern LENGTH = Pattern.compile("\\[len:([0-9]{1,6})]");
  private static final Pattern LAST =
      Pattern.compile(" ([A-Za-z0-9]+)\\.(\\d+)\\.(\\w+)\\.(\\w+);$");

  /** What follows a prompt, which may end in tokens of an earlier execution. */
  static SimTokens after(String prompt, boolean exact, int usual, RandomGenerator random) {
    Matcher id = ID.matcher(prompt);
    Matcher length = LENGTH.matcher(prompt);
    Matcher last = LAST.matcher(prompt);
    String name = id.find() ? id.group(1) : Integer.toHexString(prompt.hashCode());
    int end = length.find() ? Integer.parseInt(length.group(1)) : usual;
    int first = last.find() && last.group(1).equals(name) ? Integer.parseInt(last.group(2)) + 1 : 0;
    String run = exact ? "0" : Integer.toString(1 + random.nextInt(46_000), 36);
    return new SimTokens(name, first, end, run);
  }

  String token(int number) {
    return " " + id + "." + number + "." + run + "." + sign(id, number, run) + ";";
  }

  static String sign(String id, int number, String run) {
    int hash = (id + "/" + number + "/" + run).hashCode() * 0x9E3779B9;
    return String.format(Locale.ROOT, "%04x", hash >>> 16);
  }
}
