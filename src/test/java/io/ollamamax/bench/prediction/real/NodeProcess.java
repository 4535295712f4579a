package io.ollamamax.bench.prediction.real;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that works as a node does: it computes for each token and prints it. On a line of
 * standard input it begins to leak and to fill its folder.
 */
public final class NodeProcess {
  private static final long PACE_MILLIS = 25;
  private static final int STEPS_IN_SECOND = (int) (1000 / PACE_MILLIS);

  private static final List<ByteBuffer> LEAKED = new ArrayList<>();
  private static volatile boolean struck;

  private NodeProcess() {}

  /**
   * Runs until it is killed or cannot write.
   *
   * @param arguments microseconds of processor time for a token, bytes leaked a second, bytes
   *     written a second, the folder
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    long work = Long.parseLong(arguments[0]) * 1000;
    int leak = Integer.parseInt(arguments[1]) / STEPS_IN_SECOND;
    int fill = Integer.parseInt(arguments[2]) / STEPS_IN_SECOND;
    Thread.ofPlatform().daemon().start(NodeProcess::await);
    long next = System.nanoTime();
    try (OutputStream file = Files.newOutputStream(Path.of(arguments[3], "file"))) {
      while (true) {
        burn(work);
        System.out.println("token");
        if (struck && leak > 0) {
          LEAKED.add(touched(leak));
        }
        if (struck && fill > 0) {
          file.write(new byte[fill]);
        }
        next = Math.max(next + PACE_MILLIS * 1_000_000, System.nanoTime());
        Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
      }
    }
  }

  private static void await() {
    try {
      struck = System.in.read() >= 0;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ByteBuffer touched(int bytes) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
    for (int i = 0; i < bytes; i += 512) {
      buffer.put(i, (byte) 1);
    }
    return buffer;
  }

  private static void burn(long nanos) {
    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    long end = thread.getCurrentThreadCpuTime() + nanos;
    double x = 1;
    while (thread.getCurrentThreadCpuTime() < end) {
      for (int i = 0; i < 1000; i++) {
        x = Math.sin(x) + 1;
      }
    }
    if (x < 0) {
      System.out.println("never");
    }
  }
}
