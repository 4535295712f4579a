package io.ollamamax.ollama;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A model's name with all its parts, by Ollama's rules: {@code llama3.2} is {@code
 * registry.ollama.ai/library/llama3.2:latest}.
 */
public record FullName(String host, String namespace, String model, String tag) {
  private static final String HOST = "registry.ollama.ai";
  private static final String NAMESPACE = "library";
  private static final Pattern HOST_SHAPE = Pattern.compile("\\w[\\w.:-]{0,349}");
  private static final Pattern NAMESPACE_SHAPE = Pattern.compile("\\w[\\w-]{0,79}");
  private static final Pattern PART_SHAPE = Pattern.compile("\\w[\\w.-]{0,79}");

  /** The name that a client gave; nothing where Ollama would not take it. */
  public static Optional<FullName> parse(String given) {
    String rest = given;
    String tag = "latest";
    int colon = rest.lastIndexOf(':');
    if (colon > rest.lastIndexOf('/')) {
      tag = rest.substring(colon + 1);
      rest = rest.substring(0, colon);
    }
    String[] parts = rest.replaceFirst("^https?://", "").split("/", -1);
    int last = parts.length - 1;
    if (last > 2) {
      return Optional.empty();
    }
    FullName name =
        new FullName(
            last > 1 ? parts[0] : HOST, last > 0 ? parts[last - 1] : NAMESPACE, parts[last], tag);
    return name.valid() ? Optional.of(name) : Optional.empty();
  }

  private boolean valid() {
    return HOST_SHAPE.matcher(host).matches()
        && NAMESPACE_SHAPE.matcher(namespace).matches()
        && PART_SHAPE.matcher(model).matches()
        && PART_SHAPE.matcher(tag).matches();
  }

  /** The name as Ollama lists it: without what goes without saying, but always with the tag. */
  public String listed() {
    String own = model + ":" + tag;
    if (!host.equalsIgnoreCase(HOST)) {
      return host + "/" + namespace + "/" + own;
    }
    return namespace.equalsIgnoreCase(NAMESPACE) ? own : namespace + "/" + own;
  }
}
