package io.ollamamax.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class FileResetTest {
  private static final String SECTION = "inference.fault_tolerance";

  private static String reset(String text, String section) {
    FileReset.Done done = FileReset.reset("c.yaml", text, section);
    assertInstanceOf(ConfigResult.Valid.class, done.result(), () -> done.result().toString());
    return done.text();
  }

  @Test
  void eachValueBecomesItsDefaultAndTheRestStays() {
    assertEquals(
        """
        # ours, \ud83d\ude80 since May
        inference:
          fault_tolerance: # all of it
            enabled: true
            retry_attempts: 3   # more did not help
            retry_delay: "1s"
            self_healing: {healing_interval: "1m", enable_scaling: true} # calm

        gateway:
          stall_min: 4s # kept
        nodes: [{url: 'http://a'}]
        """,
        reset(
            """
            # ours, \ud83d\ude80 since May
            inference:
              fault_tolerance: # all of it
                enabled: false
                retry_attempts: 7   # more did not help
                retry_delay: '500ms'
                self_healing: {healing_interval: "5m", enable_scaling: false} # calm

            gateway:
              stall_min: 4s # kept
            nodes: [{url: 'http://a'}]
            """,
            SECTION));
  }

  @Test
  void oneSectionAlone() {
    assertEquals(
        "inference: {fault_tolerance: {max_retries: 9, redundancy: {max_factor: 5}}}",
        reset(
            "inference: {fault_tolerance: {max_retries: 9, redundancy: {max_factor: 7}}}",
            SECTION + ".redundancy"));
  }

  @Test
  void whatIsWrongInTheSectionIsHealedByIt() {
    assertEquals(
        "inference: {fault_tolerance: {max_retries: 5, retry_delay: 1s, retry_attempts: 3 }}",
        reset(
            "inference: {fault_tolerance: {max_retries: 99, retry_delay: x, retry_attempts: }}",
            SECTION));
  }

  @Test
  void whatIsNotThereNeedsNoReset() {
    for (String text : new String[] {"", "# nothing\n", "inference:\n", "gateway: {}\n"}) {
      assertEquals(text, reset(text, SECTION));
    }
  }

  @Test
  void whatCannotBeEditedIsRefused() {
    assertThrows(
        ConfigException.class,
        () ->
            FileReset.reset(
                "c.yaml",
                "gateway: {stall_min: &t 4s}\ninference: {fault_tolerance: {retry_delay: *t}}",
                SECTION));
    assertThrows(ConfigException.class, () -> FileReset.reset("c.yaml", "a: [", SECTION));
    assertInstanceOf(
        ConfigResult.Invalid.class,
        FileReset.reset("c.yaml", "inference: {fault_tolerance: {retry: 3}}", SECTION).result());
  }
}
