package io.ollamamax.sim;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one client has received, and everything that is wrong with it. */
public final class SimulatedClient {
  /** How the answer ended. */
  public enum End {
    OPEN,
    DONE,
    ERROR_LINE,
    REFUSED,
    LEFT
  }

  private static final Pattern TOKEN = Pattern.compile(" (\\d+)/(\\d+)~(\\w+);");

  private final List<String> violations = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private End end = End.OPEN;
  private boolean doneLine;
  private int status;

  /** Lost, doubled, reordered or malformed tokens and wrong ends; empty where all is well. */
  public List<String> violations() {
    List<String> all = new ArrayList<>(violations);
    Matcher token = TOKEN.matcher(text);
    int expected = 0;
    int at = 0;
    int of = -1;
    while (token.find()) {
      if (token.start() != at) {
        all.add("malformed text at " + at);
      }
      at = token.end();
      if (Integer.parseInt(token.group(1)) != expected++) {
        all.add("token " + token.group(1) + " where " + (expected - 1) + " was due");
      }
      of = Integer.parseInt(token.group(2));
    }
    if (at != text.length()) {
      all.add("malformed text at the end");
    }
    if (end == End.DONE && expected != of) {
      all.add("done after " + expected + " of " + of + " tokens");
    }
    if (end == End.OPEN) {
      all.add("the answer never ended");
    }
    return all;
  }

  /** How it ended. */
  public End end() {
    return end;
  }

  /** Status of a whole answer; 0 where it was streamed. */
  public int status() {
    return status;
  }

  void line(byte[] line) {
    if (end != End.OPEN || doneLine) {
      violations.add("a line after the end");
    }
    JsonNode parsed = parse(line);
    text.append(parsed.path("message").path("content").asText(""));
    text.append(parsed.path("response").asText(""));
    doneLine = parsed.path("done").asBoolean(false);
    if (line[line.length - 1] != '\n') {
      violations.add("a line without a line feed");
    }
  }

  void whole(int code, byte[] body) {
    status = code;
    JsonNode parsed = parse(body);
    text.append(parsed.path("message").path("content").asText(""));
    text.append(parsed.path("response").asText(""));
    finish(code == 200 ? End.DONE : End.REFUSED);
  }

  void finish(End how) {
    if (end != End.OPEN) {
      violations.add("ended twice: " + end + ", " + how);
    }
    end = how;
  }

  void properEnd() {
    if (!doneLine) {
      violations.add("a proper end without done");
    }
    finish(End.DONE);
  }

  private JsonNode parse(byte[] json) {
    try {
      return Json.read(json);
    } catch (IOException e) {
      violations.add(
          "no JSON: " + new String(Arrays.copyOf(json, json.length), StandardCharsets.UTF_8));
      return Json.object();
    }
  }
}
