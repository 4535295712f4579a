package io.ollamamax.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutesTest {
  private static final Handler NOBODY = request -> Response.text(200, "");
  private final Routes routes =
      new Routes(
          List.of(
              Route.get("/v1/models", NOBODY),
              Route.get("/v1/models/{model...}", NOBODY),
              Route.post("/api/v1/nodes/{id}/drain", NOBODY),
              Route.get("/api/v1/nodes/own", NOBODY),
              Route.delete("/api/v1/nodes/{id}", NOBODY)));

  private Routes.Match.Found found(String method, String path) {
    return assertInstanceOf(Routes.Match.Found.class, routes.find(method, path));
  }

  @Test
  void aSegmentStandsForOneSegment() {
    assertEquals(Map.of("id", "n1"), found("POST", "/api/v1/nodes/n1/drain").variables());
    assertInstanceOf(Routes.Match.Unknown.class, routes.find("POST", "/api/v1/nodes/a/b/drain"));
    assertInstanceOf(Routes.Match.Unknown.class, routes.find("DELETE", "/api/v1/nodes/"));
  }

  @Test
  void theLastSegmentMayStandForTheRest() {
    assertEquals(
        Map.of("model", "library/llama:8b"),
        found("GET", "/v1/models/library/llama:8b").variables());
    assertInstanceOf(Routes.Match.Unknown.class, routes.find("GET", "/v1/models/"));
  }

  @Test
  void headIsAnsweredByGet() {
    assertEquals("/v1/models", found("HEAD", "/v1/models").route().pattern());
  }

  @Test
  void aWrongMethodIsToldTheRightOnes() {
    Routes.Match.WrongMethod wrong =
        assertInstanceOf(Routes.Match.WrongMethod.class, routes.find("PUT", "/api/v1/nodes/own"));
    assertEquals("DELETE, GET, HEAD", wrong.allow());
  }
}
