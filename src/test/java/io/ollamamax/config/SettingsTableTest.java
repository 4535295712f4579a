package io.ollamamax.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsTableTest {
  private static final Path PAGE = Path.of("docs", "settings.md");

  @Test
  void thePageIsUpToDate() throws IOException {
    String rendered = SettingsTable.markdown();
    if (Boolean.getBoolean("settings.write")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, rendered);
    }
    assertEquals(
        Files.exists(PAGE) ? Files.readString(PAGE) : "",
        rendered,
        "docs/settings.md is out of date; write it anew with"
            + " mvn test -Dtest=SettingsTableTest -Dsettings.write=true");
  }
}
