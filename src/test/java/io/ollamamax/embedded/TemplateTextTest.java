package io.ollamamax.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TemplateTextTest {
  @Test
  void hidesWhatTheTemplateWouldHarmAndNothingElse() {
    assertEquals("é \uE0001f600\uE001\uE0000\uE001", TemplateText.hide("é \uD83D\uDE00\0"));
  }

  @Test
  void bringsBackItsOwnMarks() {
    String marks = "\uE0001f600\uE001 \uE000\uE001 $1 \\";
    assertEquals(marks, TemplateText.reveal(TemplateText.hide(marks)));
  }

  @Property
  void everyTextComesBack(@ForAll String text) {
    String hidden = TemplateText.hide(text);
    assertTrue(hidden.codePoints().allMatch(point -> point != 0 && point <= 0xFFFF));
    assertEquals(text, TemplateText.reveal(hidden));
  }
}
