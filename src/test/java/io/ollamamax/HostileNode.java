package io.ollamamax;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/** A node whose lists are right and whose answers are not: cut, garbled, endless, or not HTTP. */
final class HostileNode implements AutoCloseable {
  private static final String TAGS =
      "{\"models\":[{\"name\":\"m:latest\",\"model\":\"m:latest\",\"size\":1,\"digest\":\"d\","
          + "\"context_length\":4096}]}";
  private static final int HUGE_LINE = 17 * 1024 * 1024;

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final SplittableRandom random;

  HostileNode(long seed) throws IOException {
    this.random = new SplittableRandom(seed);
    this.server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream()) {
      String path = request(in);
      while (!path.isEmpty()) {
        switch (path) {
          case "/api/version" -> whole(out, "{\"version\":\"0.12.0\"}");
          case "/api/tags", "/api/ps" -> whole(out, TAGS);
          case "/api/show" -> whole(out, "{\"capabilities\":[\"completion\"]}");
          default -> {
            answer(out);
            return;
          }
        }
        path = request(in);
      }
    } catch (IOException e) {
      // the gateway has left, which it may
    } finally {
      open.remove(socket);
    }
  }

  /** The path of the next request, whose body is read; empty at the end. */
  private static String request(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    int length = 0;
    for (String line : head.toString().lines().toList()) {
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    in.readNBytes(length);
    return head.substring(head.indexOf(" ") + 1, head.indexOf(" HTTP"));
  }

  private static void whole(OutputStream out, String json) throws IOException {
    out.write(
        ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                + json.length()
                + "\r\n\r\n"
                + json)
            .getBytes(StandardCharsets.UTF_8));
  }

  private void answer(OutputStream out) throws IOException {
    int kind;
    synchronized (random) {
      kind = random.nextInt(10);
    }
    switch (kind) {
      case 0 -> endlessHead(out);
      case 1 -> hugeLine(out);
      case 2 -> out.write("not HTTP at all\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      case 3 ->
          out.write(
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"
                  .getBytes(StandardCharsets.UTF_8));
      default -> out.write(mutated());
    }
  }

  private static void endlessHead(OutputStream out) throws IOException {
    out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.UTF_8));
    byte[] line = "X-More: and more and more and more\r\n".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 100_000; i++) {
      out.write(line);
    }
  }

  private static void hugeLine(OutputStream out) throws IOException {
    out.write("HTTP/1.1 200 OK\r\n\r\n{\"response\":\"".getBytes(StandardCharsets.UTF_8));
    byte[] piece = new byte[64 * 1024];
    Arrays.fill(piece, (byte) 'x');
    for (int sent = 0; sent < HUGE_LINE; sent += piece.length) {
      out.write(piece);
    }
  }

  /** A right answer of three lines with bytes changed, doubled or left out, and perhaps cut. */
  private byte[] mutated() {
    StringBuilder right =
        new StringBuilder(
            String.join(
                "\r\n",
                "HTTP/1.1 200 OK",
                "Content-Type: application/x-ndjson",
                "Transfer-Encoding: chunked",
                "",
                ""));
    for (String line :
        new String[] {
          "{\"model\":\"m\",\"response\":\"a\",\"done\":false}\n",
          "{\"model\":\"m\",\"response\":\"b\",\"done\":false}\n",
          "{\"model\":\"m\",\"response\":\"\",\"done\":true,\"done_reason\":\"stop\"}\n"
        }) {
      right.append(Integer.toHexString(line.length())).append("\r\n").append(line).append("\r\n");
    }
    byte[] bytes = right.append("0\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8);
    synchronized (random) {
      for (int i = random.nextInt(4); i > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      return Arrays.copyOf(bytes, bytes.length - random.nextInt(bytes.length / 2));
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      try {
        socket.close();
      } catch (SocketException e) {
        // closed meanwhile
      }
    }
  }
}
