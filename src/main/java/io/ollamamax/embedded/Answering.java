package io.ollamamax.embedded;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Draws an answer and sends it as the question wants it: as a stream of lines or in one object. */
final class Answering {
  private final Engine engine;
  private final Question question;
  private final Pace pace;

  Answering(Engine engine, Question question, Pace pace) {
    this.engine = engine;
    this.question = question;
    this.pace = pace;
  }

  /**
   * Sends the whole answer.
   *
   * @throws IOException where the client has gone; the generation has ended then
   * @throws Unfit where the answer came to its end and is not what the format asks for
   */
  void to(Reply reply) throws IOException {
    long started = System.nanoTime();
    StringBuilder whole = new StringBuilder();
    Engine.Sink sink =
        text -> {
          whole.append(text);
          if (question.streams()) {
            reply.line(question.line(text).put("done", false));
          }
        };
    Engine.End end = engine.generate(question.prompt(), question.sampling(), pace, sink);
    OutputSchema schema = question.sampling().schema();
    if (schema != null && !end.reason().equals("length") && !schema.matches(whole.toString())) {
      throw new Unfit();
    }
    ObjectNode last = question.line(question.streams() ? "" : whole.toString()).put("done", true);
    last.put("done_reason", end.reason()).put("total_duration", System.nanoTime() - started);
    last.put("load_duration", 0).put("prompt_eval_count", end.promptTokens());
    last.put("prompt_eval_duration", end.promptNanos()).put("eval_count", end.tokens());
    last.put("eval_duration", end.nanos());
    if (question.streams()) {
      reply.line(last);
    } else {
      reply.json(200, last);
    }
  }
}
