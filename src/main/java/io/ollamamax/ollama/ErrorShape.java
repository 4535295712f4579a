package io.ollamamax.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How an API words its errors. */
public enum ErrorShape {
  /** {@code {"error": "text"}}. */
  OLLAMA {
    @Override
    ObjectNode tree(int status, String message) {
      return Json.object().put("error", message);
    }
  },
  /** {@code {"error": {"message", "type", "param", "code"}}}. */
  OPENAI {
    @Override
    ObjectNode tree(int status, String message) {
      ObjectNode error = Json.object();
      error.putObject("error").put("message", message).put("type", type(status));
      error.withObject("error").putNull("param").putNull("code");
      return error;
    }

    private String type(int status) {
      return switch (status) {
        case 400, 405, 413, 431 -> "invalid_request_error";
        case 401 -> "authentication_error";
        case 403 -> "permission_error";
        case 404 -> "not_found_error";
        case 429 -> "rate_limit_error";
        default -> "api_error";
      };
    }
  },
  /** {@code {"type": "error", "error": {"type", "message"}}}. */
  ANTHROPIC {
    @Override
    ObjectNode tree(int status, String message) {
      ObjectNode error = Json.object().put("type", "error");
      error.putObject("error").put("type", type(status)).put("message", message);
      return error;
    }

    private String type(int status) {
      return switch (status) {
        case 400, 405, 431 -> "invalid_request_error";
        case 401 -> "authentication_error";
        case 403 -> "permission_error";
        case 404 -> "not_found_error";
        case 413 -> "request_too_large";
        case 429 -> "rate_limit_error";
        case 503, 529 -> "overloaded_error";
        default -> "api_error";
      };
    }
  };

  /** The shape that clients expect of a path. */
  public static ErrorShape of(String path) {
    if (path.equals("/v1/messages") || path.startsWith("/v1/messages/")) {
      return ANTHROPIC;
    }
    return path.startsWith("/v1/") ? OPENAI : OLLAMA;
  }

  /** The text of an error in Ollama's shape, or what else a node said. */
  public static String message(byte[] error) {
    try {
      JsonNode text = Json.read(error).path("error");
      if (text.isTextual()) {
        return text.asText();
      }
    } catch (IOException e) {
      // no JSON: its text is the message
    }
    return new String(error, StandardCharsets.UTF_8).strip();
  }

  abstract ObjectNode tree(int status, String message);

  /** The body of an answer with this status. */
  public byte[] whole(int status, String message) {
    return Json.bytes(tree(status, message));
  }

  /** The event that a broken stream ends with. */
  public byte[] event(String message) {
    return Sse.event("error", tree(500, message));
  }
}
