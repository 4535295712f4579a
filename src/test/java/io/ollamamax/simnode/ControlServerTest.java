package io.ollamamax.simnode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ControlServerTest {
  private static final String ASK = "{\"model\":\"sim\",\"prompt\":\"[req:a1] tell\"}";

  private final SimFleet fleet = new SimFleet(new SplittableRandom(1), "secret");
  private final SimClient client = new SimClient();

  @SuppressWarnings("NullAway.Init")
  private ControlServer control;

  @BeforeEach
  void begin() throws IOException {
    SimSettings settings = new SimSettings("sim", 4, Duration.ZERO, Duration.ZERO);
    fleet.start(settings, SimClient.ANY_PORT);
    fleet.start(settings, SimClient.ANY_PORT);
    control = new ControlServer(fleet, SimClient.ANY_PORT, "secret");
  }

  @AfterEach
  void end() {
    control.close();
    client.close();
    fleet.close();
  }

  private SimClient.Answer call(String method, String path, String body) throws Exception {
    return client.call(url(), method, path, body, "Authorization", "Bearer secret");
  }

  private SimClient.Answer ask(int node) throws Exception {
    URI url = fleet.nodes().get(node).url();
    return client.call(url, "POST", "/api/generate", ASK, "Authorization", "Bearer secret");
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + control.address().getPort());
  }

  @Test
  void faultsAreArmedSeenAndHealed() throws Exception {
    String fault = "{\"mode\":\"crash-early\",\"count\":2}";
    SimClient.Answer armed = call("POST", "/sim/nodes/1/fault", fault);
    assertEquals(200, armed.status(), armed::body);
    assertEquals("", armed.json().at("/nodes/0/fault").asText());
    assertEquals("crash-early", armed.json().at("/nodes/1/fault").asText());
    assertEquals(200, ask(0).status());
    assertEquals(500, ask(1).status());
    assertEquals(1, call("GET", "/sim/nodes", "").json().at("/nodes/1/struck").asInt());
    assertEquals(200, call("DELETE", "/sim/nodes/all/fault", "").status());
    assertEquals(200, ask(1).status());
  }

  @Test
  void aPlanIsMadeSeenAndHealed() throws Exception {
    String plan = "{\"mode\":\"crash-early\",\"strikes\":1}";
    assertEquals(200, call("POST", "/sim/plan", plan).status());
    assertEquals(500, ask(0).status());
    assertEquals(200, ask(1).status());
    assertEquals(1, call("GET", "/sim/plan", "").json().at("/struck/a1").asInt());
    assertEquals(200, call("DELETE", "/sim/plan", "").status());
  }

  @Test
  void everyModeIsListed() throws Exception {
    assertEquals(Mode.values().length, call("GET", "/sim/modes", "").json().path("modes").size());
  }

  @Test
  void mistakesAreNamed() throws Exception {
    String path = "/sim/nodes/0/fault";
    assertTrue(call("POST", path, "{\"mode\":\"gpu\"}").error().startsWith("no mode 'gpu'"));
    assertEquals(
        "after is a whole number, got 'x'",
        call("POST", path, "{\"mode\":\"gpu-hang\",\"after\":\"x\"}").error());
    assertTrue(
        call("POST", path, "{\"mode\":\"gpu-hang\",\"at\":1}").error().startsWith("no parameter"));
    assertEquals("the body is no JSON", call("POST", path, "{").error());
    assertEquals(
        "no node 2: the nodes are 0 to 1",
        call("POST", "/sim/nodes/2/fault", "{\"mode\":\"down\"}").error());
    assertEquals(405, call("PUT", "/sim/nodes", "").status());
    assertEquals(404, call("GET", "/sim/none", "").status());
  }

  @Test
  void strangersAreTurnedAway() throws Exception {
    assertEquals(401, client.call(url(), "GET", "/sim/nodes", "").status());
    assertEquals(
        403,
        client
            .call(
                url(),
                "GET",
                "/sim/nodes",
                "",
                "Authorization",
                "Bearer secret",
                "Origin",
                "http://x")
            .status());
    assertEquals(401, client.get(fleet.nodes().getFirst(), "/api/tags").status());
  }
}
