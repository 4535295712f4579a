package io.ollamamax.cluster;

/**
 * A model's name with its tag, as Ollama lists it: {@code llama3.2} is {@code llama3.2:latest}.
 *
 * @param value name and tag, never empty
 */
public record ModelName(String value) implements Comparable<ModelName> {
  public ModelName {
    if (value.isBlank()) {
      throw new IllegalArgumentException("model is required");
    }
  }

  /** The name as a client gave it, with {@code :latest} added where there is no tag. */
  public static ModelName of(String given) {
    int slash = given.lastIndexOf('/');
    return new ModelName(given.indexOf(':', slash + 1) >= 0 ? given : given + ":latest");
  }

  @Override
  public int compareTo(ModelName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
