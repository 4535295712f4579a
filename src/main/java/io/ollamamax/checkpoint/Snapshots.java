package io.ollamamax.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.checkpoint.CheckpointState.Restored;
import io.ollamamax.checkpoint.CheckpointStore.Named;
import io.ollamamax.checkpoint.Part.Saved;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** All parts at once: one that fails is named and left out, the others go on. */
final class Snapshots {
  private static final System.Logger LOG = System.getLogger("checkpoint");

  private final List<Part> parts;

  private record Taken(Part part, Supplier<JsonNode> state) {}

  Snapshots(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /** Takes the state of all parts now; what is returned makes it the bytes of a file. */
  Supplier<byte[]> take(Instant at) {
    List<Taken> taken = new ArrayList<>();
    for (Part part : parts) {
      try {
        taken.add(new Taken(part, part.save()));
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "part " + part.name() + " is not in the checkpoint", e);
      }
    }
    return () -> encode(at, taken);
  }

  private static byte[] encode(Instant at, List<Taken> taken) {
    SortedMap<String, Saved> saved = new TreeMap<>();
    for (Taken one : taken) {
      try {
        saved.put(one.part().name(), new Saved(one.part().version(), one.state().get()));
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "part " + one.part().name() + " is not in the checkpoint", e);
      }
    }
    return new Checkpoint(at, saved).bytes();
  }

  Restored restore(Named found, Instant now) {
    Checkpoint checkpoint = found.checkpoint();
    Duration age = checkpoint.age(now);
    List<String> restored = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    for (Part part : parts) {
      Saved saved = checkpoint.parts().get(part.name());
      if (saved == null) {
        continue; // written before there was such a part
      }
      if (saved.version() < 1 || saved.version() > part.version()) {
        skipped.add(
            "%s: it has format %d and this program reads up to %d"
                .formatted(part.name(), saved.version(), part.version()));
        continue;
      }
      try {
        part.restore(saved, age);
        restored.add(part.name());
      } catch (RuntimeException e) {
        skipped.add(part.name() + ": " + e.getMessage());
      }
    }
    return new Restored(found.name(), checkpoint.at(), age, restored, skipped);
  }

  void settle() {
    parts.forEach(Part::settle);
  }
}
