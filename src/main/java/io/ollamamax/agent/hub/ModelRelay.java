package io.ollamamax.agent.hub;

import io.ollamamax.agent.wire.Fetch;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.ollamamax.loop.Time;
import io.ollamamax.ollama.CopyName;
import io.ollamamax.ollama.FullName;
import io.ollamamax.ollama.Json;
import io.ollamamax.ollama.ModelFolder;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A registry for copies from node to node: a node pulls a model that is offered from this gateway
 * as from any registry, with all that its pull can do (parts, resumption, verification), and the
 * gateway has the agent of a node that has the model send the bytes. An offer's name is its secret.
 */
public final class ModelRelay {
  private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{1,18})-([0-9]{0,18})");
  private static final int PIECE = 64 * 1024;
  private static final int SECRET_BYTES = 16;

  private final FileRelay files;
  private final Throttle throttle;
  private final RandomGenerator random;
  private final Map<String, Offered> offers = new ConcurrentHashMap<>();

  private record Offered(NodeId source, ModelFolder.Manifest manifest) {}

  /**
   * @param random makes secrets
   * @param bytesPerSecond of all copies together; 0 for no limit
   */
  public ModelRelay(
      FileRelay files, Time time, RandomGenerator random, LongSupplier bytesPerSecond) {
    this.files = files;
    this.throttle = new Throttle(bytesPerSecond, time);
    this.random = random;
  }

  /** A model that can be pulled until this is closed. */
  public final class Offer implements AutoCloseable {
    private final String secret;
    private final String name;

    Offer(String secret, String name) {
      this.secret = secret;
      this.name = name;
    }

    /** The name to pull. */
    public String name() {
      return name;
    }

    @Override
    public void close() {
      offers.remove(secret);
    }
  }

  /**
   * Offers a node's model to another node. Blocks.
   *
   * @param digest that the model must have
   * @param authority host and port of this gateway, as the other node reaches it
   * @throws IOException in words for a person, where the node's agent does not have it
   */
  public Offer offer(NodeId source, ModelName model, String digest, String authority)
      throws IOException {
    FullName name =
        FullName.parse(model.value()).orElseThrow(() -> new IOException(model + " is no name"));
    ModelFolder.Manifest manifest;
    try (InputStream in = files.fetch(Fetch.manifest(secret(), source, model.value()))) {
      manifest = ModelFolder.Manifest.of(in.readAllBytes());
    }
    if (!manifest.digest().equals(digest)) {
      throw new IOException("the agent of node " + source + " finds another version of " + model);
    }
    String secret = secret();
    offers.put(secret, new Offered(source, manifest));
    return new Offer(secret, CopyName.of(authority, secret, name));
  }

  private String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/v2/{space}/{model}/manifests/{tag}", this::manifest),
        Route.get("/v2/{space}/{model}/blobs/{digest}", this::blob));
  }

  private Optional<Offered> offered(Request request) {
    return Optional.ofNullable(offers.get(CopyName.secret(request.variable("space"))));
  }

  private static Response unknown() {
    return Response.json(404, Json.error("nothing of that name is offered"));
  }

  private Response manifest(Request request) {
    return offered(request)
        .map(
            offer ->
                new Response(
                    200,
                    Map.of(
                        "Content-Type",
                        MANIFEST,
                        "Docker-Content-Digest",
                        "sha256:" + offer.manifest().digest()),
                    offer.manifest().text()))
        .orElseGet(ModelRelay::unknown);
  }

  private Response blob(Request request) {
    Optional<Offered> offer = offered(request);
    String digest = request.variable("digest");
    Long size = offer.map(one -> one.manifest().blobs().get(digest)).orElse(null);
    if (offer.isEmpty() || size == null) {
      return unknown();
    }
    NodeId source = offer.get().source();
    String type = "application/octet-stream";
    Matcher range = RANGE.matcher(String.valueOf(request.header("range")));
    if (!range.matches()) {
      return Response.stream(
          200,
          // Ollama asks for the place of a blob first and takes it from here
          Map.of("Content-Type", type, "Location", request.path(), "Accept-Ranges", "bytes"),
          size,
          out -> send(source, digest, 0, size, out));
    }
    long from = Long.parseLong(range.group(1));
    long last = range.group(2).isEmpty() ? size - 1 : Long.parseLong(range.group(2));
    long to = Math.min(last, size - 1);
    if (from > to) {
      return Response.json(416, Json.error("the blob has " + size + " bytes"));
    }
    return Response.stream(
        206,
        Map.of("Content-Type", type, "Content-Range", "bytes %d-%d/%d".formatted(from, to, size)),
        to - from + 1,
        out -> send(source, digest, from, to - from + 1, out));
  }

  private void send(NodeId source, String digest, long from, long length, Response.Sink out)
      throws IOException {
    if (length == 0) {
      return;
    }
    try (InputStream in = files.fetch(new Fetch(secret(), source, "", digest, from, length))) {
      long left = length;
      while (left > 0) {
        byte[] piece = in.readNBytes((int) Math.min(PIECE, left));
        if (piece.length == 0) {
          throw new IOException("the agent of node " + source + " broke off");
        }
        throttle.pass(piece.length);
        out.write(piece);
        left -= piece.length;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
