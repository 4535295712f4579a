package io.ollamamax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeaderValuesTest {
  private final HeaderValues values = new HeaderValues(Map.of("TOKEN", "t0k3n", "BLANK", " "));
  private final List<String> problems = new ArrayList<>();

  private Map<String, String> of(String value) {
    return values.of(Map.of("Authorization", value), problems::add);
  }

  @Test
  void variablesAndFilesAreFilledIn(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("key"), "fr0m-file\n");
    assertEquals(Map.of("Authorization", "Bearer t0k3n"), of("Bearer ${TOKEN}"));
    assertEquals(
        Map.of("Authorization", "fr0m-file and t0k3n"), of("${file:" + file + "} and ${TOKEN}"));
    assertEquals(Map.of("Authorization", "pl$in {x}"), of("pl$in {x}"));
    assertEquals(List.of(), problems);
  }

  @Test
  void whatCannotBeFilledInIsLeftOutAndNamed(@TempDir Path folder) throws IOException {
    Path empty = Files.createFile(folder.resolve("empty"));
    Path lines = Files.writeString(folder.resolve("lines"), "a\r\nX-Other: b");
    assertEquals(Map.of(), of("Bearer ${NONE}"));
    assertEquals(Map.of(), of("${BLANK}"));
    assertEquals(Map.of(), of("${file:" + folder + "/none}"));
    assertEquals(Map.of(), of("${file:" + folder + "}"));
    assertEquals(Map.of(), of("${file:" + empty + "}"));
    assertEquals(Map.of(), of("${file:" + lines + "}"));
    String notSent = "the header Authorization is not sent: ";
    assertEquals(
        List.of(
            notSent + "the variable NONE is not set",
            notSent + "the variable BLANK is not set",
            notSent + "the file " + folder + "/none cannot be read",
            notSent + "the file " + folder + " cannot be read",
            notSent + "the file " + empty + " is empty",
            notSent + "it would have characters that cannot be sent"),
        problems);
  }
}
