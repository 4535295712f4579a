package io.ollamamax.simnode;

import java.time.Duration;

/**
 * What a simulated node is like.
 *
 * @param model name with tag
 * @param tokens of an answer, where the prompt does not say {@code [len:N]}
 * @param interval between tokens; zero for as fast as they go
 * @param load time of a cold load
 */
public record SimSettings(String model, int tokens, Duration interval, Duration load) {
  /** A model {@code sim:latest} that answers 40 tokens, 5 ms apart, and loads in 1 s. */
  public static final SimSettings STANDARD =
      new SimSettings("sim:latest", 40, Duration.ofMillis(5), Duration.ofSeconds(1));
}
