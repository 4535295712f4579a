package io.ollamamax.ollama.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ollamamax.ollama.ErrorShape;
import io.ollamamax.ollama.Json;
import io.ollamamax.ollama.Replies;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;

/** A list of embeddings; read and written token by token, because there are many numbers. */
final class EmbeddingReplies implements Replies {
  private final String model;
  private final boolean base64;

  /**
   * Made for one request.
   *
   * @param base64 whether a vector is little-endian 32-bit floats in base64, rather than an array
   */
  EmbeddingReplies(String model, boolean base64) {
    this.model = model;
    this.base64 = base64;
  }

  @Override
  public byte[] whole(int status, byte[] body) throws IOException {
    if (status >= 400) {
      return ErrorShape.OPENAI.whole(status, ErrorShape.message(body));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length + 256);
    try (JsonParser in = Json.MAPPER.createParser(body);
        JsonGenerator out = Json.MAPPER.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("object", "list");
      translate(in, out);
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private void translate(JsonParser in, JsonGenerator out) throws IOException {
    long tokens = 0;
    in.nextToken();
    out.writeArrayFieldStart("data");
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      JsonToken value = in.nextToken();
      if (name.equals("embeddings") && value == JsonToken.START_ARRAY) {
        for (int i = 0; in.nextToken() == JsonToken.START_ARRAY; i++) {
          embedding(in, out, i);
        }
      } else if (name.equals("prompt_eval_count") && value.isNumeric()) {
        tokens = in.getLongValue();
      }
      in.skipChildren();
    }
    out.writeEndArray();
    out.writeStringField("model", model);
    out.writeObjectFieldStart("usage");
    out.writeNumberField("prompt_tokens", tokens);
    out.writeNumberField("total_tokens", tokens);
    out.writeEndObject();
  }

  private void embedding(JsonParser in, JsonGenerator out, int index) throws IOException {
    out.writeStartObject();
    out.writeStringField("object", "embedding");
    out.writeFieldName("embedding");
    if (base64) {
      out.writeString(Base64.getEncoder().encodeToString(floats(in)));
    } else {
      out.copyCurrentStructure(in);
    }
    out.writeNumberField("index", index);
    out.writeEndObject();
  }

  private static byte[] floats(JsonParser in) throws IOException {
    float[] vector = new float[1024];
    int size = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (size == vector.length) {
        vector = Arrays.copyOf(vector, size * 2);
      }
      vector[size++] = in.getFloatValue();
    }
    ByteBuffer bytes = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector, 0, size);
    return bytes.array();
  }
}
