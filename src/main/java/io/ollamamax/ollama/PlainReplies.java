package io.ollamamax.ollama;

/** Ollama's own answers, as they came. */
enum PlainReplies implements Replies {
  INSTANCE;

  @Override
  public String streamType() {
    return "application/x-ndjson";
  }

  @Override
  public void line(byte[] bytes, int from, int to, Out out) {
    out.write(bytes, from, to - from);
  }

  @Override
  public byte[] whole(int status, byte[] body) {
    return body;
  }

  @Override
  public byte[] brokenOff(byte[] errorLine) {
    return errorLine;
  }
}
