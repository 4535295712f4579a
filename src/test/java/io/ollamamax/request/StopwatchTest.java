package io.ollamamax.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import org.junit.jupiter.api.Test;

class StopwatchTest {
  private final Stopwatch watch = new Stopwatch(5, 100);

  private Service read(long now) {
    return watch.read(new NodeId("n"), ModelName.of("m"), null, now);
  }

  @Test
  void theFirstPieceCountsFromTheLastThatWasSentBeforeIt() {
    watch.sent(110); // the node's models are read
    watch.sent(150);
    watch.piece(170);
    assertEquals(20, read(180).firstToken());
    assertEquals(80, read(180).total());
  }

  @Test
  void aSecondQuestionWithinTheTryDoesNotMoveIt() {
    watch.sent(110);
    watch.piece(130);
    watch.sent(200); // the replay came out different: the prompt is rendered instead
    watch.piece(240);
    assertEquals(20, read(250).firstToken());
    assertEquals(110, read(250).generation());
  }

  @Test
  void withoutAPieceThereIsNoFirstToken() {
    watch.sent(110);
    assertEquals(-1, read(120).firstToken());
    assertEquals(-1, read(120).tokenGap());
  }
}
