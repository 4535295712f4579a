package compat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The frame of every suite: {@code java compat.NAME BASE_URL MODEL [--kill]}. With --kill a node is
 * killed (kill -9) before some checks and in the middle of each stream; that needs embedded nodes,
 * whose process ids the gateway tells.
 */
final class Suite {
  static final String STORY = "Tell me a story.";
  static final int TOKENS = 60;
  private static final boolean LONG = System.getenv("COMPAT_LONG") != null;
  private static final List<Integer> KILL_AT =
      LONG ? List.of(1, 7, 16, 25, 33, 48) : List.of(3, 30);
  private static final int CALLS_FOR_A_KILL = LONG ? 3 : 6;
  private static final long PAUSE_MILLIS = 20;

  final String base;
  final String model;
  private final boolean killing;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final Set<Long> killed = new HashSet<>();
  private int calls;
  private int failures;

  /** A call of a client, which may throw anything. */
  interface Call {
    void run() throws Exception;
  }

  /** Runs a stream to its end and hands over each piece of text. */
  interface Stream {
    void read(Consumer<String> pieces) throws Exception;
  }

  Suite(String[] args) {
    if (args.length < 2) {
      System.err.println("usage: java compat.NAME BASE_URL MODEL [--kill]");
      System.exit(2);
    }
    base = args[0];
    model = args[1];
    killing = args.length > 2 && args[2].equals("--kill");
  }

  static void isTrue(boolean fact, Object shown) {
    if (!fact) {
      throw new AssertionError(String.valueOf(shown));
    }
  }

  static void equal(Object wanted, Object got) {
    isTrue(wanted.equals(got), "wanted " + wanted + ", got " + got);
  }

  /** Checks that a call throws, somewhere in its causes, an error with these words. */
  static void fails(String words, Call call) {
    try {
      call.run();
    } catch (Exception e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (String.valueOf(cause.getMessage()).matches("(?s).*" + words + ".*")) {
          return;
        }
      }
      throw new AssertionError("the error does not say '" + words + "'", e);
    }
    throw new AssertionError("no error was thrown");
  }

  /** Runs one check and prints what came of it. */
  void check(String name, Call call) {
    try {
      if (++calls % CALLS_FOR_A_KILL == 0 && killing) {
        kill(spareNode());
      }
      call.run();
      System.out.println("ok   " + name);
    } catch (Exception | AssertionError e) {
      failures++;
      System.out.println("FAIL " + name + ": " + e);
      e.printStackTrace(System.out);
    }
  }

  /** Whether a path is served. */
  boolean served(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).build();
    int status = http.send(request, BodyHandlers.discarding()).statusCode();
    if (status == 404) {
      System.out.println("SKIP " + path + " is not served yet");
    }
    return status != 404;
  }

  /** Checks that a stream is whole, and with --kill that broken ones are equal to it. */
  void checkStream(String name, Stream stream) {
    StringBuilder undisturbed = new StringBuilder();
    check(
        name,
        () -> {
          undisturbed.append(read(stream, -1));
          isTrue(undisturbed.length() > 20, undisturbed);
        });
    for (int at : killing ? KILL_AT : List.<Integer>of()) {
      check(
          name + ", killed at piece " + at, () -> equal(undisturbed.toString(), read(stream, at)));
    }
  }

  private String read(Stream stream, int killAt) throws Exception {
    List<String> pieces = new ArrayList<>();
    if (killAt > 0) {
      spareNode();
    }
    stream.read(
        piece -> {
          if (piece != null && !piece.isEmpty()) {
            pieces.add(piece);
            if (pieces.size() == killAt) {
              kill(answeringNode());
            }
          }
        });
    isTrue(pieces.size() > killAt, pieces.size() + " pieces");
    return String.join("", pieces);
  }

  private List<JsonNode> livingNodes() {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/api/v1/nodes")).build();
      List<JsonNode> living = new ArrayList<>();
      for (JsonNode node :
          json.readTree(http.send(request, BodyHandlers.ofString()).body()).path("nodes")) {
        if (node.path("status").asText().equals("healthy")
            && !killed.contains(node.path("pid").asLong())) {
          living.add(node);
        }
      }
      return living;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("the nodes cannot be read", e);
    }
  }

  /** Waits until a node may be killed, since another one lives too. */
  private JsonNode spareNode() {
    List<JsonNode> living = livingNodes();
    while (living.size() < 2) {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      living = livingNodes();
    }
    return living.get(calls % living.size());
  }

  private JsonNode answeringNode() {
    return livingNodes().stream()
        .filter(node -> node.path("in_flight").asInt() > 0)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no node answers any more"));
  }

  private void kill(JsonNode node) {
    long pid = node.path("pid").asLong();
    killed.add(pid);
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  /**
   * Ends the process, where clients may have left threads: 0 all is well, 1 a check failed, 77
   * nothing could be checked.
   */
  void end() {
    System.exit(failures > 0 ? 1 : calls > 0 ? 0 : 77);
  }
}
