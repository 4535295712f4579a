package io.ollamamax.request;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.NodeId;
import org.junit.jupiter.api.Test;

class CrashLogTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long DEADLY = 1;
  private final CrashLog log = new CrashLog();

  private void crash(String node, long fingerprint, long second) {
    log.add(new NodeId(node), fingerprint, second * SECOND);
  }

  private boolean deadly(long second) {
    return log.deadly(DEADLY, second * SECOND);
  }

  @Test
  void twoNodesMustHaveCrashed() {
    crash("a", DEADLY, 0);
    crash("a", DEADLY, 3);
    assertFalse(deadly(3));
    crash("b", DEADLY, 4);
    assertTrue(deadly(4));
  }

  @Test
  void thoseWhoDiedWithItExplainNothing() {
    crash("a", DEADLY, 0);
    crash("a", 2, 0);
    crash("a", 3, 0);
    crash("b", DEADLY, 2);
    crash("b", 2, 2);
    assertTrue(deadly(2));
  }

  @Test
  void nodesThatCrashUnderOthersTooAreAtFaultThemselves() {
    crash("a", DEADLY, 0);
    crash("b", DEADLY, 2);
    crash("c", 2, 2);
    assertTrue(deadly(2), "one crash elsewhere may be chance");
    crash("a", 3, 5);
    assertFalse(deadly(5));
  }

  @Test
  void oldCrashesAreForgotten() {
    crash("a", DEADLY, 0);
    crash("b", DEADLY, 31);
    assertFalse(deadly(31));
  }

  @Test
  void isRefusedForTenMinutes() {
    assertFalse(log.refusesAny());
    log.refuse(DEADLY, 0);
    assertTrue(log.refused(DEADLY, 599 * SECOND));
    assertFalse(log.refused(2, 0));
    assertFalse(log.refused(DEADLY, 600 * SECOND));
    assertFalse(log.refusesAny());
  }
}
