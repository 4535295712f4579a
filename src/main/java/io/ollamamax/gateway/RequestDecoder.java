package io.ollamamax.gateway;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/**
 * Netty's request decoder without its leniencies: both a length and chunks, several lengths, or a
 * bare line feed are refused, since proxies that read them differently can be smuggled through.
 */
final class RequestDecoder extends HttpRequestDecoder {
  private static final int MAX_LINE = 8 * 1024;
  private static final int MAX_HEAD = 32 * 1024;
  private static final int MAX_CHUNK = 64 * 1024;

  RequestDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE)
            .setMaxHeaderSize(MAX_HEAD)
            .setMaxChunkSize(MAX_CHUNK)
            .setStrictLineParsing(true)
            .setAllowDuplicateContentLengths(false));
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Content-Length and Transfer-Encoding are given");
  }
}
