package io.ollamamax.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.ollama.Json;
import io.ollamamax.ollama.LineScanner;
import java.io.IOException;
import java.util.Arrays;

/** The client's side of a request: what it was given, and in which shape it gets the rest. */
final class Answer {
  private final RequestSpec spec;
  private final Shared shared;
  private final Effects effects;
  private final Shape shape;
  private final Transcript sent;
  private final Gathered gathered = new Gathered();
  private final long startedAt;
  private boolean begun;
  private long firstTokenNanos = -1;

  Answer(RequestSpec spec, Shared shared, Effects effects, long startedAt) {
    this.spec = spec;
    this.shared = shared;
    this.effects = effects;
    this.shape = new Shape(spec);
    this.sent = new Transcript(shared.retained());
    this.startedAt = startedAt;
  }

  /** Whether the client has got the head of a streamed answer. */
  boolean begun() {
    return begun;
  }

  Transcript sent() {
    return sent;
  }

  /** From admission to the first token; -1 where there was none. */
  long firstTokenNanos() {
    return firstTokenNanos;
  }

  /** Nothing of what was gathered counts any more. */
  void clear() {
    gathered.clear();
  }

  /** Forgets an answer that the client was given nothing of. */
  void startOver() {
    sent.clear();
    gathered.clear();
  }

  void firstToken(NodeView servedBy, long now) {
    if (firstTokenNanos < 0) {
      firstTokenNanos = now - startedAt;
    }
    if (spec.clientStreams() && !begun) {
      begun = true;
      effects.begin(servedBy, spec);
    }
  }

  /**
   * A line with a piece of the answer.
   *
   * @param raw whether it comes from a raw generate, so that its shape is not the client's
   * @return whether it goes to the client as it came
   */
  boolean piece(LineScanner scanner, byte[] bytes, int from, int to, boolean raw)
      throws IOException {
    if (scanner.thinking() || scanner.extras()) {
      sent.addBeyondText();
    }
    sent.add(bytes, scanner.textStart(), scanner.textEnd());
    if (!spec.clientStreams()) {
      gathered.add(Json.read(Arrays.copyOfRange(bytes, from, to)));
      return false;
    }
    if (!raw) {
      return true;
    }
    if (scanner.textStart() >= 0) {
      effects.write(
          shape.piece(bytes, scanner.textStart(), scanner.textEnd(), shared.time().now()));
    }
    return false;
  }

  /** The client's line for a piece of text. */
  byte[] line(String text) {
    return shape.piece(text, shared.time().now());
  }

  /** A sign of life while no node gives anything. */
  void keepAlive() {
    effects.write(shape.piece("", shared.time().now()));
  }

  /** Whether a node's last line goes out as it came. */
  boolean lastAsItCame(boolean raw) {
    return spec.clientStreams() && !raw;
  }

  /**
   * The last line of the whole answer.
   *
   * @param rawBase pieces that earlier nodes gave; -1 where one node gave all
   */
  byte[] lastLine(LineScanner scanner, byte[] line, int rawBase) throws IOException {
    JsonNode last = Json.read(line);
    if (scanner.textEnd() > scanner.textStart()) {
      gathered.add(last);
    }
    return rawBase < 0 ? line : shape.done(last, rawBase, elapsed(), shared.time().now());
  }

  /** The last line where the limit of tokens was reached before another node could be asked. */
  byte[] lengthReached() {
    return shape.length(sent.tokens(), elapsed(), shared.time().now());
  }

  /** The whole answer for a client that does not stream. */
  byte[] whole(byte[] last) throws IOException {
    return shape.whole(Json.read(last), gathered);
  }

  private long elapsed() {
    return shared.time().nanos() - startedAt;
  }
}
