package io.ollamamax.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.agent.service.ProcessMemory;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.Fence;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an agent keeps over its own end, in one file of its folder: credentials by gateway, the
 * processes of its services, and the newest fences. Any thread may call.
 */
public final class AgentState implements ProcessMemory, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(AgentState.class.getName());
  private static final String NAME = "agent-state.json";
  private static final String CREDENTIALS = "credentials";
  private static final String PROCESSES = "processes";
  private static final String FENCES = "fences";
  private static final int MOST_CLUSTERS = 16;

  private final @Nullable Path folder;
  private final @Nullable FileChannel lock;
  private final ObjectNode all;

  /** A state that ends with its agent. */
  public AgentState() {
    this.folder = null;
    this.lock = null;
    this.all = Json.object();
  }

  /**
   * Opens the state in a folder, which is made where it is missing.
   *
   * @throws IOException where another agent uses the folder, or it cannot be used; the message says
   *     what to do
   */
  public AgentState(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder, onlyFor("rwx------"));
    FileChannel channel =
        FileChannel.open(
            folder.resolve("agent.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    this.lock = channel;
    if (!isLocked(channel)) {
      channel.close();
      throw new IOException(
          "another agent uses the folder " + folder + ": give this one its own by agent.data_dir");
    }
    this.all = read(folder.resolve(NAME));
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this process
    }
  }

  private static ObjectNode read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Json.object();
    }
    try {
      if (Json.read(Files.readAllBytes(file)) instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "{0} is damaged and set aside: {1}", file, e.getMessage());
    }
    Files.move(file, file.resolveSibling(NAME + ".damaged"), StandardCopyOption.REPLACE_EXISTING);
    return Json.object();
  }

  private static FileAttribute<?>[] onlyFor(String permissions) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  synchronized Optional<String> credential(URI gateway) {
    String found = all.path(CREDENTIALS).path(gateway.toString()).asText();
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }

  synchronized void remember(URI gateway, String credential) {
    all.withObjectProperty(CREDENTIALS).put(gateway.toString(), credential);
    write();
  }

  synchronized void forget(URI gateway) {
    all.withObjectProperty(CREDENTIALS).remove(gateway.toString());
    write();
  }

  /** The newest term seen of a cluster; 0 where none was. */
  synchronized long term(String cluster) {
    return all.path(FENCES).path(cluster).path("term").asLong();
  }

  /** The newest decision on a node; of index 0 where none was. */
  synchronized Fence fence(String cluster, NodeId node) {
    JsonNode found = all.path(FENCES).path(cluster).path("nodes").path(node.value());
    return new Fence(cluster, found.path("term").asLong(), found.path("index").asLong());
  }

  synchronized void remember(NodeId node, Fence fence) {
    ObjectNode fences = all.withObjectProperty(FENCES);
    ObjectNode cluster =
        fences.remove(fence.cluster()) instanceof ObjectNode known ? known : Json.object();
    fences.set(fence.cluster(), cluster); // the newest last
    cluster.put("term", fence.term());
    cluster
        .withObjectProperty("nodes")
        .withObjectProperty(node.value())
        .put("term", fence.term())
        .put("index", fence.index());
    while (fences.size() > MOST_CLUSTERS) {
      fences.remove(fences.fieldNames().next());
    }
    write();
  }

  @Override
  public synchronized Optional<Known> find(NodeId id) {
    JsonNode found = all.path(PROCESSES).path(id.value());
    return found.isObject()
        ? Optional.of(
            new Known(
                found.path("pid").asLong(),
                Instant.parse(found.path("started").asText()),
                URI.create(found.path("url").asText())))
        : Optional.empty();
  }

  @Override
  public synchronized void remember(NodeId id, Known process) {
    all.withObjectProperty(PROCESSES)
        .withObjectProperty(id.value())
        .put("pid", process.pid())
        .put("started", process.started().toString())
        .put("url", process.url().toString());
    write();
  }

  @Override
  public synchronized void forget(NodeId id) {
    all.withObjectProperty(PROCESSES).remove(id.value());
    write();
  }

  /** Replaced whole, so that it is never half written. */
  private void write() {
    if (folder == null) {
      return;
    }
    Path fresh = folder.resolve(NAME + ".new");
    try {
      Files.deleteIfExists(fresh);
      Files.createFile(fresh, onlyFor("rw-------"));
      Files.write(fresh, Json.bytes(all));
      Files.move(
          fresh,
          folder.resolve(NAME),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.log(
          Level.ERROR, "the agent''s state cannot be written to {0}: {1}", folder, e.toString());
    }
  }

  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }
}
