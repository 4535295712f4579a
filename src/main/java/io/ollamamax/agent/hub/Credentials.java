package io.ollamamax.agent.hub;

import io.ollamamax.cluster.ControlState;
import io.ollamamax.loop.Time;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Who may join. A join token is good for one agent and one time; what it is exchanged for stays
 * good until the agent joins anew. Only digests are kept, in the control state. Blocks on writes;
 * any thread may call.
 */
public final class Credentials {
  /** How long a join token is good for. */
  public static final Duration TOKEN_LIFE = Duration.ofHours(24);

  private static final String TOKENS = "agents/tokens/";
  private static final String AGENTS = "agents/credentials/";
  private static final int SECRET_BYTES = 24;

  private final ControlState state;
  private final boolean demanded;
  private final Time time;
  private final RandomGenerator random;

  /**
   * @param demanded whether an agent must have one
   * @param random for secrets
   */
  public Credentials(ControlState state, boolean demanded, Time time, RandomGenerator random) {
    this.state = state;
    this.demanded = demanded;
    this.time = time;
    this.random = random;
  }

  /** A new join token. */
  public String mint() {
    String token = secret();
    Set<String> expired =
        state.snapshot().entries().tailMap(TOKENS).entrySet().stream()
            .takeWhile(entry -> entry.getKey().startsWith(TOKENS))
            .filter(entry -> isOver(entry.getValue().text()))
            .map(Map.Entry::getKey)
            .collect(java.util.stream.Collectors.toUnmodifiableSet());
    state.commit(
        new ControlState.Write(
            Map.of(),
            Map.of(TOKENS + digest(token), time.now().plus(TOKEN_LIFE).toString()),
            expired));
    return token;
  }

  private boolean isOver(String expiry) {
    return Instant.parse(expiry).isBefore(time.now());
  }

  /** The credential that the token is exchanged for; nothing where the token is not good. */
  Optional<String> join(String agent, String token) {
    ControlState.Snapshot snapshot = state.snapshot();
    String key = TOKENS + digest(token);
    Optional<String> expiry = snapshot.text(key);
    boolean good = expiry.isPresent() && !isOver(expiry.get());
    if (demanded && !good) {
      return Optional.empty();
    }
    String credential = secret();
    try {
      state.commit(
          new ControlState.Write(
              good ? Map.of(key, snapshot.indexOf(key)) : Map.of(),
              Map.of(AGENTS + agent, digest(credential)),
              good ? Set.of(key) : Set.of()));
      return Optional.of(credential);
    } catch (ControlState.StaleWriteException e) {
      return Optional.empty(); // another agent was faster
    }
  }

  boolean isGood(String agent, String credential) {
    String known = state.snapshot().text(AGENTS + agent).orElse("");
    return !demanded
        || MessageDigest.isEqual(
            known.getBytes(StandardCharsets.UTF_8),
            digest(credential).getBytes(StandardCharsets.UTF_8));
  }

  /** The agent's credential is good no more. */
  void revoke(String agent) {
    state.commit(new ControlState.Write(Map.of(), Map.of(), Set.of(AGENTS + agent)));
  }

  private String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String digest(String secret) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
