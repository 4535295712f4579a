package io.ollamamax.simnode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RehearsalTest {
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void stepsAreDoneAtTheirTimes() throws Exception {
    String script =
        """
        # a rehearsal
        10ms 1    down                        # the second node dies
        0s   0,2  queue-full count=1
        """;
    SimSettings settings = new SimSettings("sim", 4, Duration.ZERO, Duration.ZERO);
    try (SimFleet fleet = new SimFleet(new SplittableRandom(1))) {
      for (int i = 0; i < 3; i++) {
        fleet.start(settings, SimClient.ANY_PORT);
      }
      List<SimNode> nodes = fleet.nodes();
      Rehearsal.parse("script", script, 3).play(fleet);
      SimClient.await(() -> fault(nodes.get(1)).equals("down"));
      assertEquals("queue-full", fault(nodes.get(0)), "an earlier step, though a later line");
      assertEquals("queue-full", fault(nodes.get(2)));
      Rehearsal.parse("script", "0s all heal", 3).play(fleet);
      SimClient.await(() -> nodes.stream().allMatch(node -> fault(node).isEmpty()));
      SimClient.await(() -> nodes.get(1).view().path("listens").asBoolean());
    }
  }

  private static String fault(SimNode node) {
    return node.view().path("fault").asText();
  }

  @Test
  void everyMistakeIsNamedWithItsLine() {
    String script =
        """
        soon 0 down

        1s 0-7 down
        1s 0 downn
        1s 0 gpu-hang after=x
        1s 0 gpu-hang after
        1s 0 queue-full count=1 count=2
        1s 0 heal now=1
        1s 0
        1s 0 flapping count=2
        """;
    String message =
        assertThrows(Rehearsal.Invalid.class, () -> Rehearsal.parse("f", script, 4)).getMessage();
    List<String> mistakes = String.valueOf(message).lines().toList();
    assertEquals(
        List.of(
            "f:1: expected a time from the start such as 1m30s, got 'soon'",
            "f:3: no node 0-7: the nodes are 0 to 3",
            "f:5: after is a whole number, got 'x'",
            "f:6: expected NAME=VALUE, got 'after'",
            "f:7: count is given twice",
            "f:8: heal takes no parameters",
            "f:9: expected AT NODES MODE [NAME=VALUE]...",
            "f:10: a state of the whole node has no count"),
        mistakes.stream().filter(mistake -> !mistake.startsWith("f:4:")).toList());
    assertEquals(9, mistakes.size());
  }
}
