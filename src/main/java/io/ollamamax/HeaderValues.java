package io.ollamamax;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of a node's headers: {@code ${NAME}} in them stands for an environment variable,
 * {@code ${file:PATH}} for what is in a file, so that no secret needs to be in the configuration.
 */
final class HeaderValues {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(file:)?([^}]*)}");
  private static final Pattern SENDABLE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");
  private static final int LONGEST = 16 << 10;

  private final Map<String, String> environment;

  HeaderValues(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * The headers to send.
   *
   * @param problem is told, without any value, why a header is left out
   */
  Map<String, String> of(Map<String, String> given, Consumer<String> problem) {
    Map<String, String> headers = new HashMap<>();
    given.forEach(
        (name, value) -> {
          try {
            headers.put(name, filled(value));
          } catch (IOException | InvalidPathException e) {
            problem.accept("the header " + name + " is not sent: " + e.getMessage());
          }
        });
    return headers;
  }

  private String filled(String value) throws IOException {
    StringBuilder filled = new StringBuilder();
    Matcher reference = REFERENCE.matcher(value);
    int end = 0;
    while (reference.find()) {
      filled.append(value, end, reference.start());
      String name = reference.group(2);
      filled.append(reference.group(1) == null ? variable(name) : content(Path.of(name)));
      end = reference.end();
    }
    filled.append(value.substring(end));
    if (!SENDABLE.matcher(filled).matches()) {
      throw new IOException("it would have characters that cannot be sent");
    }
    return filled.toString();
  }

  private String variable(String name) throws IOException {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new IOException("the variable " + name + " is not set");
    }
    return value.strip();
  }

  private static String content(Path file) throws IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IOException("the file " + file + " cannot be read");
    }
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
      if (text.isEmpty()) {
        throw new IOException("the file " + file + " is empty");
      }
      return text;
    }
  }
}
