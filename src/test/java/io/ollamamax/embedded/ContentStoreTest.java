package io.ollamamax.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentStoreTest {
  private static final String RESOURCE = "/io/ollamamax/embedded/README.md";

  @Test
  void keepsAFileUnderItsDigestAndNothingElse(@TempDir Path root) throws IOException {
    ContentStore store = new ContentStore(root);
    Path file = store.file(RESOURCE, "about");
    assertEquals(file, store.file(RESOURCE, "about"));
    assertEquals(
        ContentStore.digest(Files.readAllBytes(file)), root.relativize(file).getName(0).toString());
    try (Stream<Path> beside = Files.list(file.getParent())) {
      assertEquals(1, beside.count());
    }
  }

  @Test
  void replacesADamagedFile(@TempDir Path root) throws IOException {
    ContentStore store = new ContentStore(root);
    Path file = store.file(RESOURCE, "about");
    byte[] content = Files.readAllBytes(file);
    Files.write(file, new byte[] {1, 2, 3});
    store.file(RESOURCE, "about");
    assertEquals(ContentStore.digest(content), ContentStore.digest(Files.readAllBytes(file)));
  }

  @Test
  void saysWhatIsMissing(@TempDir Path root) {
    ContentStore store = new ContentStore(root);
    assertThrows(IOException.class, () -> store.file("/no/such", "such"));
  }

  @Test
  void theLibraryOfThisMachineIsThere() {
    assertNotNull(ContentStore.class.getResource(NativeLibrary.resource()));
  }
}
