package io.ollamamax.prediction;

import java.util.List;

/** Looks at a node's recent past. Pure. */
@FunctionalInterface
public interface Detector {
  /** Nothing found is an empty list. */
  List<Finding> find(Window window);
}
