package io.ollamamax.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.cluster.NodeModel;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.cluster.Residence;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What carrying a stream on at another node needs to know, as it was at dispatch. */
final class Recovery {
  private static final List<String> BEGINNINGS_OF_TEXT =
      List.of("<s>", "<bos>", "<|begin_of_text|>");

  private final RequestSpec spec;
  private String digest = "";
  private int contextLength;
  private String version = "";
  private boolean diverged;
  private boolean raw;
  private int rawBase = -1;
  private @Nullable String prompt;

  Recovery(RequestSpec spec) {
    this.spec = spec;
  }

  /** The request starts at a node from its beginning. */
  void dispatched(NodeView target) {
    digest = digestAt(target);
    contextLength = contextAt(target);
    version = target.version();
    raw = false;
    rawBase = -1;
  }

  /** Whether the node at work goes on from the text rather than from the request. */
  boolean raw() {
    return raw;
  }

  /** Pieces given before the raw leg; -1 where there is none. */
  int rawBase() {
    return rawBase;
  }

  void diverged() {
    diverged = true;
  }

  /** Why a node cannot take over, by its list of models read just now; null where it can. */
  @Nullable String unfit(NodeView target, byte[] tags) throws IOException {
    String found = "";
    for (JsonNode model : Json.read(tags).path("models")) {
      if (model.path("name").asText().equals(spec.model().value())) {
        found = model.path("digest").asText();
      }
    }
    return digest.isEmpty() || found.equals(digest) ? null : "it has another copy of the model";
  }

  /** Whether the target is to run the request again, rather than go on from the text. */
  boolean replays(NodeView target, ModelLoad seen, int tokens, Policy policy) {
    int there = contextAt(target);
    boolean sameContext = contextLength == 0 || there == 0 || there == contextLength;
    long gap = seen.firstToken() + tokens * seen.tokenGap();
    return !diverged
        && !raw
        && sameContext
        && version.equals(target.version())
        && Continuation.replays(spec, temperatureAt(target), gap, policy);
  }

  /** Whether the target's context is too short to go on from the text. */
  boolean tooShort(NodeView target) {
    int there = contextAt(target);
    return contextLength > 0 && there > 0 && there < contextLength;
  }

  /** The prompt without the answer, where it is known already. */
  @Nullable String prompt() throws IOException {
    if (prompt == null) {
      prompt = Continuation.rawPrompt(spec);
    }
    return prompt;
  }

  /** Reads the prompt from a node's rendering; false where it cannot render. */
  boolean rendered(byte[] reply) throws IOException {
    String text = Continuation.rendered(reply);
    if (text == null) {
      return false;
    }
    for (String beginning : BEGINNINGS_OF_TEXT) {
      text = text.startsWith(beginning) ? text.substring(beginning.length()) : text;
    }
    prompt = text;
    return true;
  }

  /** The body by which a node goes on after these pieces. */
  byte[] goOn(String rendered, Transcript sent) throws IOException {
    raw = true;
    rawBase = sent.tokens();
    return Continuation.rawBody(spec, rendered, sent.text(), rawBase);
  }

  private OptionalDouble temperatureAt(NodeView target) {
    NodeModel copy = target.models().get(spec.model());
    return copy == null
        ? OptionalDouble.empty()
        : copy.residence().map(Residence::temperature).orElse(OptionalDouble.empty());
  }

  private String digestAt(NodeView target) {
    NodeModel copy = target.models().get(spec.model());
    return copy == null ? "" : copy.digest();
  }

  private int contextAt(NodeView target) {
    NodeModel copy = target.models().get(spec.model());
    return copy == null ? 0 : copy.contextLength();
  }
}
