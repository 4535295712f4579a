package io.ollamamax.checkpoint;

import io.ollamamax.checkpoint.Archive.Stored;
import io.ollamamax.checkpoint.Envelope.UnusableException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The checkpoints of an archive: the newest whole one, the next one, and which are dropped. Blocks.
 */
public final class CheckpointStore {
  private static final int ALWAYS_KEPT = 2;

  private final Archive archive;

  public CheckpointStore(Archive archive) {
    this.archive = archive;
  }

  /** What was looked for, and what was found wrong on the way. */
  public record Found(Optional<Named> newest, List<String> problems) {
    public Found {
      problems = List.copyOf(problems);
    }
  }

  /** A checkpoint that was read. */
  public record Named(String name, Checkpoint checkpoint) {}

  /**
   * Whether one can be used.
   *
   * @param problem what is wrong with it, or empty
   */
  public record Verdict(Stored stored, String problem) {}

  /** For a person: where they are. */
  public String place() {
    return archive.place();
  }

  /** All that are there, the newest first. */
  public List<Stored> list() throws IOException {
    return archive.list();
  }

  /** The newest one that is whole. Damaged ones are set aside; those of other versions stay. */
  public Found newest() {
    List<String> problems = new ArrayList<>();
    try {
      for (Stored stored : archive.list()) {
        if (!stored.setAside()) {
          try {
            Checkpoint whole = Checkpoint.read(archive.read(stored));
            return new Found(Optional.of(new Named(stored.name(), whole)), problems);
          } catch (IOException e) {
            problems.add(unusable(stored, e));
          }
        }
      }
    } catch (IOException e) {
      problems.add("no checkpoint can be read from " + place() + ": " + e.getMessage());
    }
    return new Found(Optional.empty(), problems);
  }

  private String unusable(Stored stored, IOException why) {
    String text = "%s in %s is not used: %s".formatted(stored.name(), place(), why.getMessage());
    if (why instanceof UnusableException damage && !damage.isOfOtherVersion()) {
      try {
        archive.setAside(stored);
        return text + "; it was set aside and the one before it is taken";
      } catch (IOException e) {
        return text + "; it cannot be set aside (" + e.getMessage() + ")";
      }
    }
    return text + "; the one before it is taken";
  }

  /**
   * Reads one.
   *
   * @throws IOException where there is none of that name, or it cannot be used
   */
  public Named read(String name) throws IOException {
    for (Stored stored : archive.list()) {
      if (stored.name().equals(name)) {
        return new Named(name, Checkpoint.read(archive.read(stored)));
      }
    }
    throw new IOException("there is no checkpoint '" + name + "' in " + place());
  }

  /** Reads all anew, the newest first; changes nothing. */
  public List<Verdict> verify() throws IOException {
    List<Verdict> verdicts = new ArrayList<>();
    for (Stored stored : archive.list()) {
      String problem = "";
      try {
        Checkpoint.read(archive.read(stored));
      } catch (IOException e) {
        problem = String.valueOf(e.getMessage());
      }
      verdicts.add(new Verdict(stored, problem));
    }
    return verdicts;
  }

  /** Keeps a checkpoint as the newest one, and drops those that are too many or too old. */
  public Stored write(byte[] checkpoint, int kept, Duration maxAge, Instant now)
      throws IOException {
    List<Stored> before = archive.list();
    long number = before.stream().mapToLong(Stored::number).max().orElse(0) + 1;
    Stored written = archive.write(number, checkpoint);
    drop(before.stream().filter(stored -> !stored.setAside()).toList(), 1, kept, now.minus(maxAge));
    drop(before.stream().filter(Stored::setAside).toList(), 0, kept, now.minus(maxAge));
    return written;
  }

  private void drop(List<Stored> newestFirst, int newer, int kept, Instant oldest)
      throws IOException {
    for (int i = 0; i < newestFirst.size(); i++) {
      int place = newer + i;
      Stored stored = newestFirst.get(i);
      if (place >= kept || (place >= ALWAYS_KEPT && stored.written().isBefore(oldest))) {
        archive.remove(stored);
      }
    }
  }
}
