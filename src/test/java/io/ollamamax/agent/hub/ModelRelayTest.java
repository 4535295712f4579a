package io.ollamamax.agent.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.agent.wire.Fetch;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Routes;
import io.ollamamax.loop.ManualTime;
import io.ollamamax.ollama.CopyName;
import io.ollamamax.ollama.FullName;
import io.ollamamax.ollama.Json;
import io.ollamamax.ollama.ModelFolder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry whose files an agent sends. */
class ModelRelayTest {
  private static final NodeId A = new NodeId("a");
  private static final ModelName MODEL = ModelName.of("me/m:1");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path root;

  private final byte[] content = new byte[300_000];
  private final ManualTime time = new ManualTime();
  private final BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
  private final FileRelay files = new FileRelay(this::ask);
  private final ModelRelay relay = new ModelRelay(files, time, new SplittableRandom(1), () -> 0);
  private String blob = "";
  private String digest = "";

  @BeforeEach
  void fill() throws IOException {
    new SplittableRandom(7).nextBytes(content);
    blob = "sha256:" + ModelFolder.digest(content);
    ModelFolder folder = new ModelFolder(root);
    folder.put(blob, new ByteArrayInputStream(content));
    String text =
        "{\"config\":{\"digest\":\"%s\",\"size\":%d},\"layers\":[]}"
            .formatted(blob, content.length);
    byte[] manifest = text.getBytes(StandardCharsets.UTF_8);
    folder.put(FullName.parse(MODEL.value()).orElseThrow(), manifest);
    digest = ModelFolder.digest(manifest);
  }

  /** An agent that has the folder; of another node there is none. */
  private String ask(Fetch fetch) {
    if (!fetch.node().equals(A)) {
      return "node " + fetch.node() + " has no agent";
    }
    Thread.ofVirtual().start(() -> answers.add(files.sent(send(fetch)).status()));
    return "";
  }

  private Request send(Fetch fetch) {
    ModelFolder folder = new ModelFolder(root);
    try {
      byte[] bytes =
          fetch.blob().isEmpty()
              ? folder.manifest(FullName.parse(fetch.model()).orElseThrow()).text()
              : Arrays.copyOfRange(
                  Files.readAllBytes(folder.blob(fetch.blob())),
                  (int) fetch.from(),
                  (int) (fetch.from() + fetch.length()));
      return sent(fetch.id(), Map.of(), bytes);
    } catch (IOException e) {
      return sent(fetch.id(), Map.of("error", String.valueOf(e.getMessage())), new byte[0]);
    }
  }

  private static Request sent(String id, Map<String, String> query, byte[] body) {
    return new Request(
        "POST",
        "/",
        Map.of("file", id),
        query,
        Map.of(),
        new byte[0],
        new ByteArrayInputStream(body),
        gone -> {});
  }

  private Response call(String path, Map<String, String> headers) {
    if (!(new Routes(relay.routes()).find("GET", path) instanceof Routes.Match.Found found)) {
      throw new AssertionError("no route for " + path);
    }
    return found
        .route()
        .handler()
        .handle(new Request("GET", path, found.variables(), Map.of(), headers, new byte[0]));
  }

  private static byte[] body(Response response) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Objects.requireNonNull(response.stream()).writeTo(out::writeBytes);
    return out.toByteArray();
  }

  /** The path of an offer's files, such as {@code /v2/SPACE/m}. */
  private static String path(ModelRelay.Offer offer) {
    FullName name = FullName.parse(offer.name()).orElseThrow();
    assertEquals("10.0.0.1:8080", name.host());
    return "/v2/" + name.namespace() + "/" + name.model();
  }

  @Test
  void whatIsOfferedCanBeHadWholeAndInParts() throws Exception {
    String path;
    try (ModelRelay.Offer offer = relay.offer(A, MODEL, digest, "10.0.0.1:8080")) {
      path = path(offer);
      assertTrue(CopyName.is(offer.name()));
      Response manifest = call(path + "/manifests/1", Map.of());
      assertEquals(digest, ModelFolder.digest(manifest.body()));
      String file = path + "/blobs/" + blob;
      Response whole = call(file, Map.of());
      assertEquals(200, whole.status());
      assertEquals(content.length, whole.length());
      assertEquals(file, whole.headers().get("Location"));
      assertArrayEquals(content, body(whole));
      Response part = call(file, Map.of("range", "bytes=1000-1999"));
      assertEquals(206, part.status());
      assertEquals("bytes 1000-1999/300000", part.headers().get("Content-Range"));
      assertArrayEquals(Arrays.copyOfRange(content, 1000, 2000), body(part));
      Response rest = call(file, Map.of("range", "bytes=299999-"));
      assertArrayEquals(new byte[] {content[299_999]}, body(rest));
      assertEquals(416, call(file, Map.of("range", "bytes=300000-300001")).status());
      assertEquals(404, call(path + "/blobs/sha256:" + "0".repeat(64), Map.of()).status());
      assertEquals(404, call("/v2/ollamamax-copy-0/m/manifests/1", Map.of()).status());
      assertEquals(404, call("/v2/library/m/manifests/1", Map.of()).status());
    }
    assertEquals(404, call(path + "/manifests/1", Map.of()).status());
    for (int i = 0; i < 4; i++) {
      assertEquals(200, answers.take());
    }
  }

  @Test
  void whatCannotBeOfferedIsSaid() {
    IOException other =
        assertThrows(IOException.class, () -> relay.offer(A, MODEL, "0", "10.0.0.1:8080"));
    assertEquals("the agent of node a finds another version of me/m:1", other.getMessage());
    NodeId b = new NodeId("b");
    IOException none =
        assertThrows(IOException.class, () -> relay.offer(b, MODEL, digest, "10.0.0.1:8080"));
    assertEquals("node b has no agent", none.getMessage());
    ModelName unknown = ModelName.of("x");
    IOException missing =
        assertThrows(IOException.class, () -> relay.offer(A, unknown, digest, "10.0.0.1:8080"));
    String why = String.valueOf(missing.getMessage());
    assertTrue(why.startsWith("no model x:latest in "), why);
  }

  @Test
  void whoeverReadsNotToTheEndCutsTheAgentOff() throws Exception {
    try (ModelRelay.Offer offer = relay.offer(A, MODEL, digest, "10.0.0.1:8080")) {
      assertEquals(200, answers.take());
      Response whole = call(path(offer) + "/blobs/" + blob, Map.of());
      assertThrows(
          IOException.class,
          () ->
              Objects.requireNonNull(whole.stream())
                  .writeTo(
                      piece -> {
                        throw new IOException("the client has left");
                      }));
      assertEquals(200, answers.take());
    }
    assertEquals(404, files.sent(sent("never asked for", Map.of(), new byte[0])).status());
  }

  @Test
  void theRateIsThatOfAllTogether() {
    long[] rate = {1000};
    Throttle throttle = new Throttle(() -> rate[0], time);
    assertEquals(0, throttle.reserve(500));
    assertEquals(Duration.ofMillis(500).toNanos(), throttle.reserve(1000));
    assertEquals(Duration.ofMillis(1500).toNanos(), throttle.reserve(1));
    time.pass(Duration.ofSeconds(10));
    assertEquals(0, throttle.reserve(1));
    rate[0] = 0;
    assertEquals(0, throttle.reserve(1_000_000));
    assertEquals(0, throttle.reserve(1_000_000));
  }

  @Test
  void aFolderTakesNothingThatIsNotWhatItsNameSays() throws Exception {
    ModelFolder folder = new ModelFolder(root);
    String wrong = "sha256:" + "0".repeat(64);
    assertThrows(IOException.class, () -> folder.put(wrong, new ByteArrayInputStream(content)));
    assertFalse(Files.exists(folder.blob(wrong)));
    assertThrows(IOException.class, () -> folder.blob("../x"));
    FullName name = FullName.parse(MODEL.value()).orElseThrow();
    FullName twin = FullName.parse("twin").orElseThrow();
    folder.put(twin, folder.manifest(name).text());
    assertEquals(2, folder.models().size());
    assertTrue(folder.remove(name));
    assertTrue(Files.exists(folder.blob(blob)), "the twin needs it");
    assertTrue(folder.remove(twin));
    assertFalse(Files.exists(folder.blob(blob)));
    assertFalse(folder.remove(twin));
    Files.writeString(root.resolve("manifests").resolve("stray"), Json.object().toString());
    assertEquals(Map.of(), folder.models());
  }
}
