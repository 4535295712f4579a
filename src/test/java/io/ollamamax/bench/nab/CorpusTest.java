package io.ollamamax.bench.nab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {
  private final Path directory;

  CorpusTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private void labels(String json) throws IOException {
    Files.createDirectories(directory.resolve("labels"));
    Files.writeString(directory.resolve("labels/combined_windows.json"), json);
  }

  private void file(String name, String text) throws IOException {
    Path file = directory.resolve("data").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void readsTheFilesThatAreThere() throws IOException {
    labels(
        """
        {"a/one.csv": [["2014-04-01 00:05:00.000000", "2014-04-01 00:10:00.000000"]],
         "b/two.csv": []}
        """);
    file(
        "a/one.csv",
        """
        timestamp,value
        2014-04-01 00:00:00,1
        2014-04-01 00:05:00,2.5
        2014-04-01 00:10:00,-3e2
        """);
    List<Series> found = Corpus.load(directory);
    assertEquals(1, found.size());
    Series series = found.getFirst();
    assertEquals("a", series.folder());
    assertArrayEquals(new double[] {1, 2.5, -300}, series.values());
    assertEquals(600, series.seconds()[2] - series.seconds()[0]);
    assertEquals(List.of(new Series.Window(1, 2)), series.windows());
  }

  private void assertRefused(String why) {
    IOException refusal = assertThrows(IOException.class, () -> Corpus.load(directory));
    assertTrue(String.valueOf(refusal.getMessage()).contains(why), refusal::toString);
  }

  @Test
  void saysWhatIsWrongWithADirectory() throws IOException {
    assertRefused("combined_windows.json is not there");
    labels("{\"a/one.csv\": [[\"2014-04-01 00:05:00.000000\", \"2014-04-01 00:10:00.000000\"]]}");
    assertRefused("no file that the labels name");
    file("a/one.csv", "timestamp,value\n2014-04-01 00:05:00,2.5\n");
    assertRefused("no row of the time");
  }
}
