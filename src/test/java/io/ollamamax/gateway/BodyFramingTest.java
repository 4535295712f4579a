package io.ollamamax.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BodyFramingTest {
  @Property
  void chunksAreTakenOutWhereverTheInputIsCut(
      @ForAll @Size(max = 10) List<byte[]> chunks, @ForAll @IntRange(min = 1, max = 7) int step) {
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    for (byte[] chunk : chunks) {
      if (chunk.length > 0) {
        framed.writeBytes(
            (Integer.toHexString(chunk.length) + ";a=b\r\n").getBytes(StandardCharsets.UTF_8));
        framed.writeBytes(chunk);
        framed.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        payload.writeBytes(chunk);
      }
    }
    framed.writeBytes("0\r\nTrailer: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    BodyFraming framing = BodyFraming.chunked();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] all = framed.toByteArray();
    for (int at = 0; at < all.length; at += step) {
      feed(framing, Unpooled.wrappedBuffer(all, at, Math.min(step, all.length - at)), out);
    }
    assertTrue(framing.complete());
    assertArrayEquals(payload.toByteArray(), out.toByteArray());
  }

  @Test
  void brokenFramingIsAnErrorAndNeverGuessedAt() {
    for (String broken : new String[] {"x\r\n", "3\nabc", "3\r\nabcd\r\n", "\r\n", "0\r\n\rx"}) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              feed(
                  BodyFraming.chunked(),
                  Unpooled.wrappedBuffer(broken.getBytes(StandardCharsets.UTF_8)),
                  new ByteArrayOutputStream()),
          broken);
    }
  }

  private static void feed(BodyFraming framing, ByteBuf in, ByteArrayOutputStream out) {
    for (int payload = framing.next(in); payload > 0; payload = framing.next(in)) {
      byte[] bytes = new byte[payload];
      in.readBytes(bytes);
      out.writeBytes(bytes);
      framing.taken(payload);
    }
  }
}
