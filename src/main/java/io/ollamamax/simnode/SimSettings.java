package io.ollamamax.simnode;

import java.time.Duration;
import java.util.List;

/**
 * What a simulated node is like.
 *
 * @param models that it has at the start; those with completion are loaded then
 * @param tokens of an answer, where the prompt does not say {@code [len:N]}
 * @param interval between tokens; zero for as fast as they go
 * @param load time of a cold load
 * @param parallel requests that a loaded model works at at once; Ollama's own default is 1
 * @param queue requests that may wait before the next one is refused
 */
public record SimSettings(
    List<SimModel> models, int tokens, Duration interval, Duration load, int parallel, int queue) {
  /** Ollama's default for {@code OLLAMA_MAX_QUEUE}. */
  public static final int QUEUE = 512;

  /** So many slots that nothing ever waits for one. */
  public static final int UNLIMITED = 1_000_000;

  /** A model {@code sim:latest} that answers 40 tokens, 5 ms apart, and loads in 1 s. */
  public static final SimSettings STANDARD =
      new SimSettings("sim:latest", 40, Duration.ofMillis(5), Duration.ofSeconds(1));

  public SimSettings {
    models = List.copyOf(models);
  }

  /** One model and as many slots as are asked for. */
  public SimSettings(String model, int tokens, Duration interval, Duration load) {
    this(List.of(SimModel.parse(model)), tokens, interval, load, UNLIMITED, QUEUE);
  }

  /** The same with other models. */
  public SimSettings with(SimModel... others) {
    return new SimSettings(List.of(others), tokens, interval, load, parallel, queue);
  }

  /** The same with another number of slots and places in the queue. */
  public SimSettings slots(int otherParallel, int otherQueue) {
    return new SimSettings(models, tokens, interval, load, otherParallel, otherQueue);
  }
}
