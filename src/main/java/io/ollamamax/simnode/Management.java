package io.ollamamax.simnode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ModelName;
import java.util.ArrayList;
import java.util.List;

/** Calls that change what a node has: pull, push, create, copy, delete, blobs. Event loop only. */
final class Management {
  private static final int STEPS = 10;
  private static final long TOTAL = SimModel.SIZE;

  private final SimNode node;
  private final Library library;

  Management(SimNode node, Library library) {
    this.node = node;
    this.library = library;
  }

  /** {@code /api/pull}; as long as a load takes. */
  void pull(String name, JsonNode body, Reply reply) {
    String full = ModelName.of(name).value();
    SimModel model = node.fleet().inRegistry(full);
    Progress progress =
        new Progress(node, reply, body, node.settings().load().toNanos() / (STEPS + 1));
    List<ObjectNode> lines = new ArrayList<>(List.of(Progress.status("pulling manifest")));
    if (model == null) {
      progress.fail(lines, "pull model manifest: file does not exist");
      return;
    }
    Fault fault = node.strikesPull();
    boolean stalls = fault != null && fault.variant().equals("stall");
    for (int step = 0; step <= STEPS; step++) {
      long completed = stalls && step == STEPS ? TOTAL * 99 / 100 : TOTAL * step / STEPS;
      lines.add(
          layer("pulling " + model.digest().substring(0, 12), model).put("completed", completed));
    }
    if (stalls) {
      progress.stall(lines);
      return;
    }
    lines.add(Progress.status("verifying sha256 digest"));
    if (fault != null) {
      progress.fail(
          lines,
          "digest mismatch, file must be downloaded again: want sha256:"
              + model.digest()
              + ", got sha256:"
              + SimModel.sha256("damaged"));
      return;
    }
    lines.add(Progress.status("writing manifest"));
    progress.run(lines, () -> library.add(model));
  }

  /** {@code /api/push}. */
  void push(String name, JsonNode body, Reply reply) {
    SimModel model = library.find(name);
    Progress progress = new Progress(node, reply, body, 0);
    List<ObjectNode> lines = new ArrayList<>(List.of(Progress.status("retrieving manifest")));
    if (model == null) {
      progress.fail(lines, "file does not exist");
      return;
    }
    lines.add(layer("pushing " + model.digest().substring(0, 12), model).put("completed", TOTAL));
    lines.add(Progress.status("pushing manifest"));
    progress.run(lines, () -> {});
  }

  private static ObjectNode layer(String status, SimModel model) {
    return Progress.status(status).put("digest", "sha256:" + model.digest()).put("total", TOTAL);
  }

  /** {@code /api/create}, from a model or from blobs that are there. */
  void create(String name, JsonNode body, Reply reply) throws Refused {
    String full = ModelName.of(name).value();
    String from = body.path("from").asText("");
    SimModel base = library.find(from);
    if (base == null && !from.isEmpty()) {
      throw new Refused(404, "model '" + from + "' not found");
    }
    for (JsonNode digest : body.path("files")) {
      if (!library.hasBlob(digest.asText())) {
        throw new Refused(400, "no blob " + digest.asText());
      }
    }
    if (base == null && body.path("files").isEmpty()) {
      throw new Refused(400, "neither 'from' or 'files' was specified");
    }
    SimModel like = base == null ? SimModel.parse(full) : base;
    SimModel made =
        new SimModel(
            full,
            SimModel.sha256(like.digest() + body.path("system") + body.path("parameters")),
            like.capabilities(),
            like.context(),
            like.bos(),
            like.parameters());
    List<ObjectNode> lines =
        List.of(
            Progress.status("using existing layer sha256:" + like.digest()),
            Progress.status("writing manifest"));
    new Progress(node, reply, body, 0).run(lines, () -> library.add(made));
  }

  /** {@code /api/copy}. */
  void copy(JsonNode body, Reply reply) throws Refused {
    String source = body.path("source").asText("");
    SimModel model = library.find(source);
    if (model == null) {
      throw new Refused(404, "model '" + source + "' not found");
    }
    String target = body.path("destination").asText("");
    if (target.isBlank()) {
      throw new Refused(400, "destination is required");
    }
    library.add(model.named(ModelName.of(target).value()));
    reply.empty(200);
  }

  /** {@code /api/delete}. */
  void delete(String name, SimModel model, Reply reply) {
    library.remove(name);
    if (!library.uses(model.digest())) {
      node.runner(model).unload();
    }
    reply.empty(200);
  }

  /** {@code /api/blobs/DIGEST}. */
  void blob(String method, String digest, byte[] content, Reply reply) {
    if (!method.equals("POST")) {
      reply.empty(library.hasBlob(digest) ? 200 : 404);
    } else if (library.hasBlob(digest)) {
      reply.empty(200);
    } else if (digest.equals("sha256:" + SimModel.sha256(content))) {
      library.addBlob(digest);
      reply.empty(201);
    } else {
      reply.error(
          400,
          "digest mismatch, expected \""
              + digest
              + "\", got \"sha256:"
              + SimModel.sha256(content)
              + "\"");
    }
  }
}
