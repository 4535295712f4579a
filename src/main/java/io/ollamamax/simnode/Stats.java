package io.ollamamax.simnode;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What an execution cost, for its last line.
 *
 * @param reason {@code stop}, {@code length}, {@code load} or {@code unload}
 * @param totalNanos from the request's arrival
 * @param loadNanos of it, for the model's load
 * @param evalNanos of it, from the first token
 */
record Stats(
    String reason,
    long totalNanos,
    long loadNanos,
    int promptTokens,
    int evalTokens,
    long evalNanos) {
  void addTo(ObjectNode line) {
    line.put("done", true).put("done_reason", reason);
    if (reason.equals("unload")) {
      return;
    }
    line.put("total_duration", totalNanos).put("load_duration", loadNanos);
    if (!reason.equals("load")) {
      line.put("prompt_eval_count", promptTokens)
          .put("prompt_eval_duration", Math.max(1, totalNanos - loadNanos - evalNanos))
          .put("eval_count", evalTokens)
          .put("eval_duration", evalNanos);
    }
  }
}
