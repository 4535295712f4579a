package io.ollamamax.simnode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One client's connection to a simulated node. */
final class SimConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final String DIGEST = "5".repeat(64);
  private static final int CONTEXT = 4096;
  private static final long PROMPT_TOKENS = 10;

  private final SimNode node;
  private final SimSettings settings;
  private final RandomGenerator random;
  private @Nullable Answer running;

  SimConnection(SimNode node, SimSettings settings, RandomGenerator random) {
    this.node = node;
    this.settings = settings;
    this.random = random;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    String path = request.uri();
    byte[] body = new byte[request.content().readableBytes()];
    request.content().readBytes(body);
    switch (path) {
      case "/" -> whole(ctx, 200, "Ollama is running".getBytes(StandardCharsets.UTF_8));
      case "/api/version" -> json(ctx, 200, Json.object().put("version", "0.12.0"));
      case "/api/tags", "/api/ps" -> json(ctx, 200, models());
      case "/sim/fault" -> control(ctx, request.method().name(), body);
      case "/sim/state" -> json(ctx, 200, state());
      default -> call(ctx, path, body);
    }
  }

  private ObjectNode models() {
    ObjectNode answer = Json.object();
    answer
        .putArray("models")
        .addObject()
        .put("name", settings.model())
        .put("model", settings.model())
        .put("size", 1_000_000)
        .put("digest", DIGEST)
        .put("context_length", CONTEXT);
    return answer;
  }

  private ObjectNode state() {
    return Json.object().put("requests", node.requests()).put("cancelled", node.cancelled());
  }

  private void control(ChannelHandlerContext ctx, String method, byte[] body) {
    if (method.equals("DELETE")) {
      node.heal();
      json(ctx, 200, state());
      return;
    }
    JsonNode asked = read(body);
    Optional<Mode> mode = Mode.of(asked.path("mode").asText());
    if (mode.isEmpty()) {
      error(ctx, 400, "no mode '" + asked.path("mode").asText() + "' in the fault catalogue");
      return;
    }
    node.arm(
        new Fault(mode.get(), asked.path("at_token").asInt(-1), asked.path("count").asInt(-1)));
    json(ctx, 200, state());
  }

  private void call(ChannelHandlerContext ctx, String path, byte[] body) {
    JsonNode asked = read(body);
    String model = asked.path("model").asText(asked.path("name").asText(""));
    if (model.isEmpty()) {
      error(ctx, 400, "model is required");
    } else if (!ModelName.of(model).value().equals(settings.model())) {
      error(ctx, 404, "model '" + model + "' not found");
    } else if (path.equals("/api/show")) {
      ObjectNode shown = Json.object().put("template", "{{ .Prompt }}");
      shown.putArray("capabilities").add("completion");
      json(ctx, 200, shown);
    } else if (path.equals("/api/embed")) {
      ObjectNode answer = Json.object().put("model", model);
      answer.putArray("embeddings").addArray().add(1.0);
      json(ctx, 200, answer);
    } else if (path.equals("/api/generate") || path.equals("/api/chat")) {
      generate(ctx, model, asked, path.equals("/api/chat"));
    } else {
      error(ctx, 404, "a simulated node has no " + path);
    }
  }

  private void generate(ChannelHandlerContext ctx, String model, JsonNode asked, boolean chat) {
    StringBuilder prompt = new StringBuilder(asked.path("prompt").asText(""));
    asked.path("messages").forEach(message -> prompt.append(message.path("content").asText("")));
    if (asked.path("_debug_render_only").asBoolean(false)) {
      ObjectNode answer = Json.object().put("model", model);
      answer.putObject("_debug_info").put("rendered_template", prompt.toString());
      json(ctx, 200, answer);
      return;
    }
    node.requested();
    Fault fault = node.strike();
    if (fault != null && fault.mode() == Mode.QUEUE_FULL) {
      error(ctx, 503, "server busy, please try again.  maximum pending requests exceeded");
      return;
    }
    JsonNode options = asked.path("options");
    boolean exact = options.has("seed") || options.path("temperature").asDouble(1) == 0;
    SimTokens tokens = SimTokens.after(prompt.toString(), exact, settings.tokens(), random);
    int limit = options.path("num_predict").asInt(0);
    Answer answer =
        new Answer(ctx, model, chat, asked.path("stream").asBoolean(true), tokens, limit, fault);
    running = answer;
    boolean loads = fault != null && fault.mode() == Mode.COLD_LOAD;
    answer.later(loads ? settings.load().toNanos() : 0);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (running != null && !running.over) {
      running.over = true;
      node.abandoned();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  /** An answer under way. */
  private final class Answer {
    private final ChannelHandlerContext ctx;
    private final String model;
    private final boolean chat;
    private final boolean streams;
    private final SimTokens tokens;
    private final int end;
    private final @Nullable Mode mode;
    private final int breaksAt;
    private final StringBuilder text = new StringBuilder();
    private int number;
    private boolean begun;
    private boolean over;

    Answer(
        ChannelHandlerContext ctx,
        String model,
        boolean chat,
        boolean streams,
        SimTokens tokens,
        int limit,
        @Nullable Fault fault) {
      this.ctx = ctx;
      this.model = model;
      this.chat = chat;
      this.streams = streams;
      this.tokens = tokens;
      this.number = tokens.first();
      this.end = limit > 0 ? Math.min(tokens.end(), number + limit) : tokens.end();
      this.mode = fault == null ? null : fault.mode();
      this.breaksAt =
          fault == null || fault.atToken() >= 0
              ? fault == null ? -1 : fault.atToken()
              : number + random.nextInt(Math.max(1, end - number + 1));
    }

    void later(long nanos) {
      ctx.executor().schedule(this::next, nanos, TimeUnit.NANOSECONDS);
    }

    private void next() {
      if (over || (number == breaksAt && mode != null && breaks(mode))) {
        return;
      }
      if (number < end) {
        String token = tokens.token(number++);
        text.append(token);
        if (streams) {
          chunk(line(token).put("done", false), 0);
        }
        later(settings.interval().toNanos());
        return;
      }
      over = true;
      ObjectNode last = line(streams ? "" : text.toString()).put("done", true);
      last.put("done_reason", end < tokens.end() ? "length" : "stop");
      last.put("total_duration", 1).put("load_duration", 0);
      last.put("prompt_eval_count", PROMPT_TOKENS + tokens.first()).put("prompt_eval_duration", 1);
      last.put("eval_count", end - tokens.first()).put("eval_duration", 1);
      if (streams) {
        chunk(last, 0);
        write(ctx, "0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      } else {
        json(ctx, 200, last);
      }
    }

    private boolean breaks(Mode how) {
      switch (how) {
        case DOWN -> {
          if (number < end) {
            chunk(line(tokens.token(number)).put("done", false), 3 + random.nextInt(40));
          }
          SimNode.reset(ctx.channel());
        }
        case CRASH_MIDSTREAM -> {
          chunk(
              Json.object()
                  .put("error", "an error was encountered while running the model: unexpected EOF"),
              0);
          write(ctx, "0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        }
        case SILENT_EOF -> {
          head();
          write(ctx, "0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        }
        case GPU_HANG -> {
          return true;
        }
        case QUEUE_FULL, COLD_LOAD -> {
          return false;
        }
      }
      over = true;
      return true;
    }

    private ObjectNode line(String piece) {
      ObjectNode line = Json.object().put("model", model).put("created_at", "2026-01-01T00:00:00Z");
      if (chat) {
        line.putObject("message").put("role", "assistant").put("content", piece);
      } else {
        line.put("response", piece);
      }
      return line;
    }

    private void head() {
      if (!begun) {
        begun = true;
        write(
            ctx,
            "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
                .getBytes(StandardCharsets.UTF_8));
      }
    }

    /** One line in a chunk of its own; {@code missing} bytes of it are left out. */
    private void chunk(JsonNode line, int missing) {
      head();
      byte[] json = Json.bytes(line);
      String whole =
          Integer.toHexString(json.length + 1)
              + "\r\n"
              + new String(json, StandardCharsets.UTF_8)
              + "\n\r\n";
      byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
      write(
          ctx,
          missing == 0
              ? bytes
              : java.util.Arrays.copyOf(bytes, Math.max(1, bytes.length - missing)));
    }
  }

  private static JsonNode read(byte[] body) {
    try {
      return Json.read(body);
    } catch (IOException e) {
      return Json.object();
    }
  }

  private static void error(ChannelHandlerContext ctx, int status, String text) {
    whole(ctx, status, Json.error(text));
  }

  private static void json(ChannelHandlerContext ctx, int status, JsonNode body) {
    whole(ctx, status, Json.bytes(body));
  }

  private static void whole(ChannelHandlerContext ctx, int status, byte[] body) {
    String head =
        "HTTP/1.1 "
            + status
            + " S\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    ctx.write(Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.UTF_8)), ctx.voidPromise());
    write(ctx, body);
  }

  private static void write(ChannelHandlerContext ctx, byte[] bytes) {
    ctx.writeAndFlush(Unpooled.wrappedBuffer(bytes), ctx.voidPromise());
  }
}
