package io.ollamamax.agent.service;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Who listens at a port of this host. */
final class Sockets {
  private static final int CONNECT_MILLIS = 1000;
  private static final String LISTENS = "0A";

  private Sockets() {}

  /** Whether something takes connections there. */
  static boolean accepts(URI url) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(url.getHost(), port(url)), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static int port(URI url) {
    return url.getPort() > 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
  }

  /** The process that listens there and its command, for a person; nothing where it is not seen. */
  static Optional<String> holder(int port) {
    Set<String> inodes = new HashSet<>();
    for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
      inodes.addAll(inodes(Path.of(table), port));
    }
    return inodes.isEmpty()
        ? Optional.empty()
        : ProcessHandle.allProcesses()
            .filter(process -> holds(process.pid(), inodes))
            .findFirst()
            .map(
                process ->
                    "process "
                        + process.pid()
                        + process.info().command().map(c -> " (" + c + ")").orElse(""));
  }

  private static Set<String> inodes(Path table, int port) {
    Set<String> found = new HashSet<>();
    String end = String.format(Locale.ROOT, ":%04X", port);
    try {
      for (String line : Files.readAllLines(table)) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns.length > 9 && columns[1].endsWith(end) && columns[3].equals(LISTENS)) {
          found.add("socket:[" + columns[9] + "]");
        }
      }
    } catch (IOException e) {
      return Set.of(); // no Linux
    }
    return found;
  }

  private static boolean holds(long pid, Set<String> inodes) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path file : open) {
        if (Files.isSymbolicLink(file)
            && inodes.contains(Files.readSymbolicLink(file).toString())) {
          return true;
        }
      }
    } catch (IOException e) {
      return false; // it has ended, or belongs to another user
    }
    return false;
  }
}
