package io.ollamamax.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Routes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StatusPageTest {
  private static final Path SOURCES = Path.of("src/main/resources/io/ollamamax/api/page");
  private static final String CHROMIUM =
      "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

  private final Routes routes = new Routes(new StatusPage().routes());

  private Response get(String path, String accept) {
    Routes.Match.Found found = (Routes.Match.Found) routes.find("GET", path);
    return found
        .route()
        .handler()
        .handle(
            new Request(
                "GET",
                path,
                found.variables(),
                Map.of(),
                accept.isEmpty() ? Map.of() : Map.of("accept", accept),
                new byte[0]));
  }

  private static String text(Response response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Test
  void browsersGetThePageAndAllOthersOllamasWords() {
    assertTrue(text(get("/", CHROMIUM)).startsWith("<!doctype html>"));
    for (String accept :
        List.of("", "*/*", "application/json, text/plain, */*", "text/*", "text/html;q=0, */*")) {
      Response plain = get("/", accept);
      assertEquals("Ollama is running", text(plain), accept);
      assertEquals(Map.of("Content-Type", "text/plain; charset=utf-8"), plain.headers(), accept);
    }
  }

  @Test
  void itsFirstFileIsAskedForAnewAndTheOthersAreKept() {
    Response index = get("/", CHROMIUM);
    assertEquals("no-cache", index.headers().get("Cache-Control"));
    assertEquals("Accept", index.headers().get("Vary"));
    Matcher parts = Pattern.compile("(?:href|src)=\"(/page/[^\"]+)\"").matcher(text(index));
    int count = 0;
    while (parts.find()) {
      Response part = get(parts.group(1), "*/*");
      assertEquals(200, part.status(), parts.group(1));
      assertTrue(part.headers().getOrDefault("Cache-Control", "").contains("immutable"));
      count++;
    }
    assertEquals(3, count);
    assertEquals(404, get("/page/0123456789ab/app.js", "*/*").status());
  }

  @Test
  void nothingOnItCanComeFromElsewhere() {
    Response index = get("/", CHROMIUM);
    String policy = index.headers().getOrDefault("Content-Security-Policy", "");
    assertTrue(policy.startsWith("default-src 'none'"), policy);
    assertFalse(policy.contains("unsafe"), policy);
    assertEquals("nosniff", index.headers().get("X-Content-Type-Options"));
  }

  @Test
  void everyFileIsServedAndImportsAreThere() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      TreeSet<String> names =
          files
              .map(file -> file.getFileName().toString())
              .collect(Collectors.toCollection(TreeSet::new));
      names.remove("index.html");
      assertEquals(names, new TreeSet<>(StatusPage.PARTS));
    }
    Pattern imports = Pattern.compile("from '\\./([^']+)'");
    for (String part : StatusPage.PARTS) {
      Matcher found = imports.matcher(Files.readString(SOURCES.resolve(part)));
      while (found.find()) {
        assertTrue(StatusPage.PARTS.contains(found.group(1)), part + ": " + found.group(1));
      }
    }
  }

  @Test
  void textNeverBecomesMarkup() throws IOException {
    for (String part : StatusPage.PARTS) {
      String source = Files.readString(SOURCES.resolve(part));
      for (String way :
          List.of("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "document.write")) {
        assertFalse(source.contains(way), part + ": " + way);
      }
    }
  }
}
