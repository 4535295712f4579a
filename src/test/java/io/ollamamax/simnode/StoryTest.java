package io.ollamamax.simnode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class StoryTest {
  private static final String PROMPT = "<|user|>\n[req:a1] [think:2] tell<|end|>\n<|assistant|>\n";

  private static Story story(String prompt) {
    return Story.of(prompt, false, 4, () -> "r1");
  }

  private static Story thinking(String prompt) {
    return Story.of(prompt, true, 4, () -> "r1");
  }

  private static String pieces(Story story, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int at = from; at < to; at++) {
      text.append(story.piece(at).text());
    }
    return text.toString();
  }

  @Test
  void aContinuationGoesOnFromThePromptAlone() {
    Story first = story(PROMPT);
    for (int cut = 0; cut <= first.size(); cut++) {
      String given = pieces(first, 0, cut);
      Story second = Story.of(PROMPT + given, false, 4, () -> "r2");
      assertEquals(cut, second.position());
      assertEquals(
          List.of(), TokenCheck.violations("a1", 4, given + pieces(second, cut, second.size())));
    }
  }

  @Test
  void aContinuationWithinATokenIsWrong() {
    Story first = story(PROMPT);
    String given = pieces(first, 0, 2);
    for (int cut = 1; cut < given.length(); cut++) {
      if (cut != first.piece(0).text().length()) {
        assertEquals(
            Story.CUT_TOKEN, story(PROMPT + given.substring(0, cut)).id(), given.substring(0, cut));
      }
    }
    assertEquals(
        Story.CUT_TOKEN, story("[req:a1] raw" + given.substring(0, given.length() - 1)).id());
  }

  @Test
  void aContinuationOfAnotherPromptIsWrong() {
    String given = pieces(story("<|system|>\nbe kind<|end|>\n" + PROMPT), 0, 2);
    assertEquals(Story.OTHER_PROMPT, story(PROMPT + given).id());
    assertEquals(Story.OTHER_PROMPT, story(PROMPT.replace("tell", "say") + given).id());
    assertEquals(Story.OTHER_PROMPT, story(PROMPT.replace("user", "assistant") + given).id());
  }

  @Test
  void aContinuationOfAHoledRowIsWrong() {
    Story first = story(PROMPT);
    String hole = first.piece(0).text() + first.piece(2).text();
    assertEquals(Story.BROKEN_ROW, story(PROMPT + hole).id());
    assertEquals(
        Story.BROKEN_ROW, story(PROMPT + first.piece(1).text() + first.piece(0).text()).id());
    assertEquals(
        Story.BROKEN_ROW, story(PROMPT + story(PROMPT.replace("a1", "b2")).piece(0).text()).id());
  }

  @Test
  void thinkingComesFirstAndGoesOnToo() {
    Story first = thinking(PROMPT);
    assertEquals(1 + 2 + 1 + 4, first.size());
    String whole = pieces(first, 0, first.size());
    assertEquals(Story.OPEN + first.piece(1).text(), whole.substring(0, whole.indexOf(" a1t.1.")));
    for (int cut = 0; cut <= first.size(); cut++) {
      Story second = thinking(PROMPT + pieces(first, 0, cut));
      assertEquals("a1", second.id());
      assertEquals(cut, second.position());
      assertEquals(whole, pieces(first, 0, cut) + pieces(second, cut, second.size()));
    }
    assertEquals(Story.BROKEN_ROW, thinking(PROMPT + first.piece(4).text()).id());
  }

  @Test
  void anEmptyThoughtMeansNoThinking() {
    Story story = thinking(PROMPT + Story.OPEN + Story.CLOSE);
    assertEquals(2, story.position());
    assertEquals(List.of(), TokenCheck.violations("a1", 4, pieces(story, 2, story.size())));
  }

  @Test
  void aConversationWithoutNameHasTheNameOfItsPrompt() {
    Story first = story("tell me");
    assertEquals(first.id(), story("tell me" + first.piece(0).text()).id());
    assertNotEquals(first.id(), story("tell you").id());
  }

  @Test
  void earlierTurnsAreNoPartOfTheAnswer() {
    String turn = pieces(story(PROMPT), 0, 4);
    Story next = story(PROMPT + turn + "<|end|>\n<|user|>\nmore<|end|>\n<|assistant|>\n");
    assertEquals(0, next.position());
    assertEquals("a1", next.id());
  }
}
