package io.ollamamax.config;

import org.jspecify.annotations.Nullable;

/**
 * A setting that differs between two configurations.
 *
 * @param path such as {@code gateway.listen}; of a node {@code nodes[gpu-1].url}, or {@code
 *     nodes[gpu-1]} where it comes or goes
 * @param from as a file would give it, without secrets; null where there is none
 * @param to as a file would give it, without secrets; null where there is none
 * @param effect of the change on a running gateway
 * @param reason why it is incompatible; empty elsewhere
 */
public record Change(
    String path, @Nullable Object from, @Nullable Object to, Effect effect, String reason) {
  Change(String path, @Nullable Object from, @Nullable Object to, Effect effect) {
    this(path, from, to, effect, "");
  }

  Change incompatible(String why) {
    return new Change(path, from, to, Effect.INCOMPATIBLE, why);
  }

  /** {@code path: from -> to: effect}. */
  public String summary() {
    return path
        + ": "
        + YamlText.line(from)
        + " -> "
        + YamlText.line(to)
        + ": "
        + effect.text()
        + (reason.isEmpty() ? "" : ": " + reason);
  }
}
