package io.ollamamax.simnode;

import io.ollamamax.cluster.ModelName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A model that a simulated node can have.
 *
 * @param name with tag
 * @param digest 64 hexadecimal digits
 * @param capabilities as Ollama names them: completion, tools, thinking, vision, insert, embedding
 * @param context greatest context, in tokens
 * @param bos whether the tokenizer begins each prompt with {@code <s>}, and the template too
 * @param parameters of its Modelfile, such as {@code temperature}
 */
public record SimModel(
    String name,
    String digest,
    Set<String> capabilities,
    int context,
    boolean bos,
    Map<String, String> parameters) {
  static final long SIZE = 1_000_000;
  private static final int CONTEXT = 4096;
  private static final List<String> KNOWN =
      List.of("completion", "tools", "thinking", "vision", "insert", "embedding");

  public SimModel {
    capabilities = Set.copyOf(capabilities);
    parameters = Map.copyOf(parameters);
  }

  /**
   * A model of that name; its digest follows from the name, so that it is the same on every node.
   *
   * @throws IllegalArgumentException where there is no such capability
   */
  public static SimModel of(String name, String... capabilities) {
    for (String capability : capabilities) {
      if (!KNOWN.contains(capability)) {
        throw new IllegalArgumentException(
            "no capability '" + capability + "'; the capabilities are " + String.join(", ", KNOWN));
      }
    }
    String full = ModelName.of(name).value();
    return new SimModel(
        full, sha256(full), new TreeSet<>(Arrays.asList(capabilities)), CONTEXT, false, Map.of());
  }

  /**
   * Reads {@code NAME} or {@code NAME=CAPABILITY,CAPABILITY}.
   *
   * @throws IllegalArgumentException that says what is wrong
   */
  public static SimModel parse(String text) {
    int equals = text.indexOf('=');
    return equals < 0
        ? of(text, "completion", "tools", "vision", "insert")
        : of(text.substring(0, equals), text.substring(equals + 1).split(",", -1));
  }

  SimModel named(String otherName) {
    return new SimModel(otherName, digest, capabilities, context, bos, parameters);
  }

  boolean can(String capability) {
    return capabilities.contains(capability);
  }

  static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
