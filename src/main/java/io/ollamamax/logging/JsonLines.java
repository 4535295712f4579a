package io.ollamamax.logging;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One JSON object a line: {@code time}, {@code level}, {@code logger}, {@code message}, {@code
 * error} for a stack trace, and a field for each figure that the message names: {@code status={3}},
 * or one of a few words before it, such as {@code node {1}}.
 */
final class JsonLines extends Formatter {
  private static final Pattern NAMED = Pattern.compile("([a-z_]+)([ =])\\{(\\d+)}");
  private static final Set<String> WORDS =
      Set.of("request", "node", "model", "metric", "baseline", "now", "fault", "strategy");

  @Override
  public String format(LogRecord line) {
    ObjectNode out =
        Json.object()
            .put("time", line.getInstant().toString())
            .put("level", level(line.getLevel()))
            .put("logger", line.getLoggerName())
            .put("message", formatMessage(line));
    Object[] parameters = line.getParameters();
    if (parameters != null && parameters.length > 0) {
      Matcher named = NAMED.matcher(line.getMessage());
      while (named.find()) {
        int index = Integer.parseInt(named.group(3));
        boolean meant = named.group(2).equals("=") || WORDS.contains(named.group(1));
        if (meant && index < parameters.length) {
          out.put(named.group(1), String.valueOf(parameters[index]));
        }
      }
    }
    if (line.getThrown() != null) {
      StringWriter trace = new StringWriter();
      line.getThrown().printStackTrace(new PrintWriter(trace, true));
      out.put("error", trace.toString());
    }
    return out + "\n";
  }

  private static String level(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return "error";
    }
    if (level.intValue() >= Level.WARNING.intValue()) {
      return "warn";
    }
    return level.intValue() >= Level.INFO.intValue() ? "info" : "debug";
  }
}
