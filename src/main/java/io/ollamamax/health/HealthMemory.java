package io.ollamamax.health;

import io.ollamamax.cluster.ModelName;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is kept over a restart of what probes have shown of a node. Its status is not: the first
 * probe tells.
 *
 * @param bestShare by a model's digest: the greatest share of its memory that was on the
 *     accelerator, 0 to 1
 * @param silences loaded models that give no token, and what is known of that
 */
public record HealthMemory(
    SortedMap<String, Double> bestShare, SortedMap<ModelName, String> silences) {
  public HealthMemory {
    bestShare = Collections.unmodifiableSortedMap(new TreeMap<>(bestShare));
    silences = Collections.unmodifiableSortedMap(new TreeMap<>(silences));
    bestShare
        .values()
        .forEach(
            share -> {
              if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("a share is from 0 to 1, got " + share);
              }
            });
  }

  /** Whether nothing is known. */
  public boolean isEmpty() {
    return bestShare.isEmpty() && silences.isEmpty();
  }
}
