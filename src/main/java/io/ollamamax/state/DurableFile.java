package io.ollamamax.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that nobody else reads, and that are there wholly or not at all. */
final class DurableFile {
  private DurableFile() {}

  /**
   * Makes the bytes the content of a file: written beside, forced to the disk, renamed, and the
   * folder forced too. Where it fails what was there before stays.
   *
   * @param beside a file in the same folder, replaced
   */
  static void write(Path file, Path beside, byte[] bytes) throws IOException {
    Files.deleteIfExists(beside);
    Files.createFile(beside, onlyFor("rw-------"));
    try (FileChannel out = FileChannel.open(beside, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        out.write(left);
      }
      out.force(true);
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(file.resolveSibling("."));
  }

  /** Makes durable which files are in a folder. */
  static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder)) {
      channel.force(true);
    }
  }

  static void createFolder(Path folder) throws IOException {
    Files.createDirectories(folder, onlyFor("rwx------"));
  }

  private static FileAttribute<?>[] onlyFor(String permissions) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
