package io.ollamamax.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsTableTest {
  private static final Path PAGE = Path.of("docs", "settings.md");

  @Test
  void thePageIsWhatTheCodeDeclares() throws IOException {
    if (Boolean.getBoolean("settings.write")) {
      Files.writeString(PAGE, SettingsTable.markdown());
    }
    assertEquals(
        SettingsTable.markdown(),
        Files.readString(PAGE),
        "write it anew by: mvn -B test -Dtest=SettingsTableTest -Dsettings.write=true");
  }
}
