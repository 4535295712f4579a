package io.ollamamax.state;

import io.ollamamax.cluster.ControlState;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The {@link ControlState} of one gateway, in a file that is replaced whole: written beside, forced
 * to the disk, renamed, and the folder forced too. Its term grows by one with each opening.
 */
public final class FileControlState implements ControlState {
  private static final String NAME = "control-state";

  private final Path folder;
  private final FileChannel lock;
  private final List<Consumer<Snapshot>> listeners = new CopyOnWriteArrayList<>();
  private volatile Snapshot snapshot;

  /**
   * Opens the state in a folder, which is made where it is missing.
   *
   * @throws UnavailableException where the folder is in use, or what is in it cannot be read or
   *     written; the message says what to do
   */
  public FileControlState(Path folder) {
    this.folder = folder;
    this.lock = lock(folder);
    try {
      Snapshot last = read();
      Snapshot opened = new Snapshot(last.term() + 1, last.index(), last.entries());
      write(opened);
      this.snapshot = opened;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static FileChannel lock(Path folder) {
    try {
      DurableFile.createFolder(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(channel)) {
        channel.close();
        throw new UnavailableException(
            "another gateway uses the folder "
                + folder
                + ": give this one its own by"
                + " cluster.data_dir");
      }
      return channel;
    } catch (IOException e) {
      throw new UnavailableException(
          "the folder "
              + folder
              + " cannot be used for the control state ("
              + e
              + "): name"
              + " another by cluster.data_dir",
          e);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock held = channel.tryLock();
      return held != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this process
    }
  }

  private Snapshot read() {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      return new Snapshot(0, 0, new TreeMap<>());
    }
    try {
      return StateFile.read(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UnavailableException(
          "the control state "
              + file
              + " cannot be used: "
              + e.getMessage()
              + ". Put a copy that is whole in its place, or move it away to start from the"
              + " configuration file; what operators set since is then lost",
          e);
    }
  }

  private void write(Snapshot after) {
    try {
      DurableFile.write(
          folder.resolve(NAME), folder.resolve(NAME + ".new"), StateFile.write(after));
    } catch (IOException e) {
      throw new UnavailableException(
          "the control state cannot be written to " + folder + ": " + e, e);
    }
  }

  /** Where it is. */
  public Path folder() {
    return folder;
  }

  @Override
  public Snapshot snapshot() {
    return snapshot;
  }

  @Override
  public synchronized Snapshot commit(Write write) {
    if (!lock.isOpen()) {
      throw new UnavailableException("the control state in " + folder + " is closed");
    }
    Snapshot after = snapshot.after(write);
    write(after);
    snapshot = after;
    listeners.forEach(listener -> listener.accept(after));
    return after;
  }

  @Override
  public void onChange(Consumer<Snapshot> listener) {
    listeners.add(listener);
  }

  @Override
  public synchronized void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UnavailableException("the lock in " + folder + " cannot be given back: " + e, e);
    }
  }
}
