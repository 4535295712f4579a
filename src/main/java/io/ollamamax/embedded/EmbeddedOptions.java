package io.ollamamax.embedded;

import java.nio.file.Path;
import java.util.List;

/**
 * What the embedded nodes are.
 *
 * @param nodes how many
 * @param pace tokens per second; 0 for as fast as they come
 * @param models names of the models that each of them has at first, and that a pull knows
 * @param cacheDir where the model and the native library are kept between runs
 */
public record EmbeddedOptions(int nodes, double pace, List<String> models, Path cacheDir) {
  public EmbeddedOptions {
    models = List.copyOf(models);
  }
}
