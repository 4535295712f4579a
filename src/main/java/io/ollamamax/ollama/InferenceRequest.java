package io.ollamamax.ollama;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway reads of a request body without binding it: the model, whether it streams, and
 * what decides if a broken answer can be continued. The body itself stays as the client sent it.
 *
 * @param model as given, or null where neither {@code model} nor {@code name} is there
 * @param stream the client's wish, or null where it said nothing
 * @param streamFrom byte offset of the value of {@code stream}, or -1
 * @param streamTo end of that value, exclusive
 * @param traits what else the body asks for
 * @param temperature {@code options.temperature}
 * @param numPredict {@code options.num_predict}, in tokens
 */
public record InferenceRequest(
    @Nullable String model,
    @Nullable Boolean stream,
    int streamFrom,
    int streamTo,
    Set<Trait> traits,
    OptionalDouble temperature,
    OptionalInt numPredict) {

  /** Things a body may ask for that the policy must know of. */
  public enum Trait {
    TOOLS,
    FORMAT,
    THINK,
    IMAGES,
    LOGPROBS,
    SUFFIX,
    RAW,
    SEED,
    SHIFT_OFF,
    NUM_CTX,
    KEEP_ALIVE,
    /** {@code keep_alive} is zero: the model is unloaded afterwards. */
    UNLOAD,
    DEBUG_RENDER,
    /** There is a prompt or a message: not a bare load or unload. */
    PROMPT
  }

  private static final Pattern ZERO = Pattern.compile("0+(\\.0*)?(h|m|s|ms)?");

  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  public InferenceRequest {
    traits = Set.copyOf(traits);
  }

  /** Whether the body has the trait. */
  public boolean has(Trait trait) {
    return traits.contains(trait);
  }

  /**
   * Reads a body.
   *
   * @throws IOException where it is not one JSON object, with a message for the client
   */
  public static InferenceRequest read(byte[] body) throws IOException {
    try (JsonParser parser = FACTORY.createParser(body)) {
      return new Reader(parser).object();
    }
  }

  /** The body with {@code "stream": true}, or as it is where it streams by itself. */
  public byte[] streaming(byte[] body) {
    if (streamFrom < 0 || Boolean.TRUE.equals(stream)) {
      return body;
    }
    byte[] value = ascii("true");
    byte[] changed = new byte[body.length - (streamTo - streamFrom) + value.length];
    System.arraycopy(body, 0, changed, 0, streamFrom);
    System.arraycopy(value, 0, changed, streamFrom, value.length);
    System.arraycopy(body, streamTo, changed, streamFrom + value.length, body.length - streamTo);
    return changed;
  }

  /**
   * The body with a key at its end and {@code "stream": false}.
   *
   * @param key that the body does not have yet
   * @param streaming what {@link #streaming} gave
   */
  public byte[] withoutStream(byte[] streaming, String key) {
    ByteArrayOutputStream changed = new ByteArrayOutputStream(streaming.length + 64);
    int end = streaming.length - 1;
    while (streaming[end] != '}') {
      end--;
    }
    if (streamFrom < 0) {
      changed.write(streaming, 0, end);
      changed.writeBytes(ascii(",\"stream\":false"));
    } else {
      int after = streamFrom + "true".length();
      changed.write(streaming, 0, streamFrom);
      changed.writeBytes(ascii("false"));
      changed.write(streaming, after, end - after);
    }
    changed.writeBytes(ascii(",\"" + key + "\":true"));
    changed.write(streaming, end, streaming.length - end);
    return changed.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static final class Reader {
    private final JsonParser in;
    private final EnumSet<Trait> traits = EnumSet.noneOf(Trait.class);
    private @Nullable String model;
    private @Nullable Boolean stream;
    private int streamFrom = -1;
    private int streamTo = -1;
    private OptionalDouble temperature = OptionalDouble.empty();
    private OptionalInt numPredict = OptionalInt.empty();

    Reader(JsonParser in) {
      this.in = in;
    }

    InferenceRequest object() throws IOException {
      JsonToken first = in.nextToken();
      if (first == null) {
        throw new IOException("missing request body");
      }
      if (first != JsonToken.START_OBJECT) {
        throw new IOException("request body must be a JSON object");
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String key = in.currentName();
        in.nextToken();
        field(key);
        in.skipChildren();
      }
      if (in.nextToken() != null) {
        throw new IOException("request body must be one JSON object, found more after it");
      }
      return new InferenceRequest(
          model, stream, streamFrom, streamTo, traits, temperature, numPredict);
    }

    private void field(String key) throws IOException {
      JsonToken value = in.currentToken();
      boolean given = value != JsonToken.VALUE_NULL;
      switch (key) {
        case "model", "name" ->
            model = given && (model == null || model.isEmpty()) ? in.getText() : model;
        case "stream" -> stream(value);
        case "prompt" -> mark(given && !in.getText().isEmpty(), Trait.PROMPT);
        case "messages" -> mark(filled(), Trait.PROMPT);
        case "tools" -> mark(filled(), Trait.TOOLS);
        case "images" -> mark(filled(), Trait.IMAGES);
        case "format" -> mark(given && !in.getText().isEmpty(), Trait.FORMAT);
        case "think" -> mark(given && value != JsonToken.VALUE_FALSE, Trait.THINK);
        case "logprobs" -> mark(value == JsonToken.VALUE_TRUE, Trait.LOGPROBS);
        case "suffix" -> mark(given && !in.getText().isEmpty(), Trait.SUFFIX);
        case "raw" -> mark(value == JsonToken.VALUE_TRUE, Trait.RAW);
        case "shift" -> mark(value == JsonToken.VALUE_FALSE, Trait.SHIFT_OFF);
        case "keep_alive" -> {
          mark(given, Trait.KEEP_ALIVE);
          mark(
              given && value.isScalarValue() && ZERO.matcher(in.getText()).matches(), Trait.UNLOAD);
        }
        case "_debug_render_only" -> mark(value == JsonToken.VALUE_TRUE, Trait.DEBUG_RENDER);
        case "options" -> options(value);
        default -> {}
      }
    }

    private void stream(JsonToken value) throws IOException {
      if (value == JsonToken.VALUE_NULL) {
        streamFrom = -1;
        return;
      }
      if (value != JsonToken.VALUE_TRUE && value != JsonToken.VALUE_FALSE) {
        throw new IOException("stream must be true or false");
      }
      stream = value == JsonToken.VALUE_TRUE;
      streamFrom = (int) in.currentTokenLocation().getByteOffset();
      streamTo = streamFrom + (stream ? 4 : 5);
    }

    /**
     * Whether the current array has an element; looks for images and tools in messages on the way.
     */
    private boolean filled() throws IOException {
      if (in.currentToken() != JsonToken.START_ARRAY) {
        return false;
      }
      boolean any = false;
      int depth = 1;
      while (depth > 0) {
        JsonToken token = in.nextToken();
        if (token == null) {
          throw new IOException("request body ends within an array");
        }
        if (token == JsonToken.FIELD_NAME && depth == 2) {
          String name = in.currentName();
          in.nextToken();
          if (name.equals("images")) {
            mark(filled(), Trait.IMAGES);
          } else if (name.equals("tool_calls")) {
            mark(filled(), Trait.TOOLS);
          }
          in.skipChildren();
        } else if (token.isStructStart()) {
          any = true;
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
        } else {
          any = true;
        }
      }
      return any;
    }

    private void options(JsonToken value) throws IOException {
      if (value != JsonToken.START_OBJECT) {
        return;
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String key = in.currentName();
        JsonToken option = in.nextToken();
        boolean number = option.isNumeric();
        switch (key) {
          case "temperature" -> {
            if (number) {
              temperature = OptionalDouble.of(in.getDoubleValue());
            }
          }
          case "num_predict" -> {
            if (number) {
              numPredict = OptionalInt.of((int) in.getDoubleValue());
            }
          }
          case "seed" -> mark(number, Trait.SEED);
          case "num_ctx" -> mark(number, Trait.NUM_CTX);
          default -> {}
        }
        in.skipChildren();
      }
    }

    private void mark(boolean present, Trait trait) {
      if (present) {
        traits.add(trait);
      }
    }
  }
}
