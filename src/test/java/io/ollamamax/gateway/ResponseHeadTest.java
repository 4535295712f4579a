package io.ollamamax.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResponseHeadTest {
  @Test
  void statusAndLengthAreReadWhateverTheCaseAndSpace() {
    ResponseHead head = head("HTTP/1.1 404 Not Found\r\nDate: x\r\ncONTENT-lENGTH:\t 12 ");
    assertEquals(404, head.status());
    assertTrue(head.keepAlive());
    assertEquals(12, head.framing().next(Unpooled.wrappedBuffer(new byte[20])));
  }

  @Test
  void aHeadMayBeTheStatusLineAlone() {
    ResponseHead head = head("HTTP/1.1 200 OK");
    assertTrue(head.framing().endsByClose());
    assertFalse(head.keepAlive());
  }

  @Test
  void theConnectionEndsWhereTheNodeSaysSo() {
    assertFalse(head("HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 1").keepAlive());
    assertFalse(head("HTTP/1.0 200 OK\r\nContent-Length: 1").keepAlive());
    assertTrue(head("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1").keepAlive());
    assertTrue(head("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked").keepAlive());
  }

  @Test
  void retryAfterIsTakenAsSecondsOnly() {
    assertEquals(7_000_000_000L, head("HTTP/1.1 503 Busy\r\nRetry-After: 7").retryAfter());
    assertEquals(0, head("HTTP/1.1 503 Busy\r\nRetry-After: -7").retryAfter());
    assertEquals(0, head("HTTP/1.1 503 Busy\r\nRetry-After: Wed, 25 Nov 2026").retryAfter());
  }

  @Test
  void aHeadThatContradictsItselfOrIsBrokenIsRefused() {
    for (String broken :
        new String[] {
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked",
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6",
          "HTTP/1.1 200 OK\r\nContent-Length: +5",
          "HTTP/1.1 200 OK\r\nContent-Length: ",
          "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked",
          "HTTP/1.1 200 OK\r\nno colon",
          "HTTP/1.1 200 OK\r\n: no name",
          "HTTP/1.1 200 OK\nContent-Length: 5",
          "HTTP/1.1 200 OK\r\nDate: x\rContent-Length: 5",
          "HTTP/1.1 2x0 OK",
          "HTTP/1.1",
          "SSH-2.0-OpenSSH",
          ""
        }) {
      assertThrows(IllegalArgumentException.class, () -> head(broken), broken);
    }
  }

  private static ResponseHead head(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ResponseHead.parse(bytes, bytes.length);
  }
}
