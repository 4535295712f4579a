package io.ollamamax.state;

import io.ollamamax.checkpoint.Archive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Checkpoints as the files of a folder, which is made with the first of them. */
public final class CheckpointFolder implements Archive {
  private static final Pattern NAME = Pattern.compile("checkpoint-([0-9]{1,18})(\\.damaged)?");
  private static final String BESIDE = "checkpoint.new";

  private final Path folder;

  public CheckpointFolder(Path folder) {
    this.folder = folder;
  }

  @Override
  public List<Stored> list() throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    List<Stored> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          stored(file, Long.parseLong(name.group(1)), name.group(2) != null).ifPresent(found::add);
        }
      }
    } catch (UncheckedIOException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    }
    found.sort(Comparator.comparingLong(Stored::number).reversed());
    return found;
  }

  /** Nothing where it was dropped just now. */
  private static Optional<Stored> stored(Path file, long number, boolean setAside)
      throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          new Stored(
              file.getFileName().toString(),
              number,
              attributes.size(),
              attributes.lastModifiedTime().toInstant(),
              setAside));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public byte[] read(Stored stored) throws IOException {
    return Files.readAllBytes(folder.resolve(stored.name()));
  }

  @Override
  public Stored write(long number, byte[] bytes) throws IOException {
    try {
      if (!Files.exists(folder)) {
        DurableFile.createFolder(folder);
        DurableFile.force(folder.resolveSibling("."));
      }
      Path file = folder.resolve("checkpoint-%012d".formatted(number));
      DurableFile.write(file, folder.resolve(BESIDE), bytes);
      return stored(file, number, false)
          .orElseThrow(() -> new NoSuchFileException(file.toString()));
    } catch (IOException e) {
      throw new IOException(e.toString(), e); // the bare message is often the name of a file alone
    }
  }

  @Override
  public void setAside(Stored stored) throws IOException {
    Files.move(folder.resolve(stored.name()), folder.resolve(stored.name() + ".damaged"));
    DurableFile.force(folder);
  }

  @Override
  public void remove(Stored stored) throws IOException {
    Files.deleteIfExists(folder.resolve(stored.name()));
  }

  @Override
  public String place() {
    return folder.toString();
  }
}
