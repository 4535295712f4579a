package io.ollamamax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The map of sections, packages and pages is true, and no link leads nowhere. */
class DocumentsTest {
  private static final Path DOCS = Path.of("docs");
  private static final Path SOURCES = Path.of("src", "main", "java", "io", "ollamamax");
  private static final Pattern ROW =
      Pattern.compile(
          "\\| `([a-z_.]+)` \\| ((?:`[a-z]+`(?: \\(not yet\\))?(?:, )?)+) \\| (.+) \\|");
  private static final Pattern PACKAGE = Pattern.compile("`([a-z]+)`( \\(not yet\\))?");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

  @Test
  void everySectionHasItsPackagesAndItsPage() throws IOException {
    Set<String> sections = new TreeSet<>();
    for (Settings.Entry entry : Settings.all()) {
      if (entry.isSection() && !entry.path().equals("inference")) {
        sections.add(entry.path());
      }
    }
    Set<String> mapped = new TreeSet<>();
    for (String line : Files.readAllLines(DOCS.resolve("README.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        mapped.add(row.group(1));
        packages(line, row.group(2));
        assertTrue(LINK.matcher(row.group(3)).find(), line);
      }
    }
    assertEquals(sections, mapped);
  }

  private static void packages(String line, String cell) {
    Matcher name = PACKAGE.matcher(cell);
    while (name.find()) {
      boolean built = Files.isDirectory(SOURCES.resolve(name.group(1)));
      assertEquals(built, name.group(2) == null, line);
    }
  }

  @Test
  void noLinkLeadsNowhere() throws IOException {
    List<String> broken = new ArrayList<>();
    List<Path> pages = new ArrayList<>(List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")));
    try (Stream<Path> files = Files.walk(DOCS)) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }
    for (Path page : pages) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        if (!Files.exists(page.resolveSibling(link.group(1)))) {
          broken.add(page + ": " + link.group(1));
        }
      }
    }
    assertEquals(List.of(), broken);
  }
}
