package io.ollamamax.simnode;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The answer to a prompt as a row of pieces, known before the first is sent. Where a prompt ends in
 * tokens of an earlier execution, the answer goes on behind them; each token tells which prompt it
 * answers, so that a continuation with another prompt is noticed. What is wrong shows in the id of
 * all its tokens.
 *
 * @param id of the conversation: the last {@code [req:ID]} in the prompt
 * @param thoughts number of tokens of thinking; -1 where it does not think
 * @param tokens number of tokens of the answer proper
 * @param position first piece to send
 */
record Story(String id, String prompt, String run, int thoughts, int tokens, int position) {
  static final String OPEN = "<think>";
  static final String CLOSE = "</think>";

  /** The end of a prompt, after which the answer begins. */
  static final String TURN = "<|assistant|>\n";

  /** Ids of tokens that say what is wrong with a prompt. */
  static final String CUT_TOKEN = "cutwithintoken";

  static final String OTHER_PROMPT = "otherprompt";
  static final String BROKEN_ROW = "brokenrow";

  private static final Pattern ID = Pattern.compile("\\[req:([A-Za-z0-9]+)]");
  private static final Pattern LENGTH = Pattern.compile("\\[len:([0-9]{1,6})]");
  private static final Pattern THINKING = Pattern.compile("\\[think:([0-9]{1,6})]");
  private static final int USUAL_THOUGHTS = 5;

  /**
   * What answers a prompt.
   *
   * @param thinks whether the model thinks before it answers
   * @param usual tokens where the prompt does not say {@code [len:N]}
   * @param run drawn anew for each sampled execution
   */
  static Story of(String prompt, boolean thinks, int usual, Supplier<String> run) {
    Tail text = Tail.of(prompt, prompt.length());
    boolean closed = prompt.startsWith(CLOSE, text.start() - CLOSE.length());
    int thoughtEnd = closed ? text.start() - CLOSE.length() : prompt.length();
    Tail thought = Tail.of(prompt, thoughtEnd);
    boolean opened = prompt.startsWith(OPEN, thought.start() - OPEN.length());
    if (!thinks || !opened) {
      thought = new Tail(text.start(), List.of());
      closed = false;
      opened = false;
    } else if (!closed) {
      text = new Tail(prompt.length(), List.of());
    }
    int start = opened ? thought.start() - OPEN.length() : text.start();
    String asked = prompt.substring(0, start);
    String id = last(ID, asked, "p" + Token.digits(asked));
    int usualThoughts = Integer.parseInt(last(THINKING, asked, "" + USUAL_THOUGHTS));
    int thoughts = !thinks ? -1 : closed ? thought.tokens().size() : usualThoughts;
    int tokens = Integer.parseInt(last(LENGTH, asked, "" + usual));
    int position =
        (opened ? 1 : 0) + thought.tokens().size() + (closed ? 1 : 0) + text.tokens().size();
    String digits = Token.digits(asked);
    boolean headless = thinks && !opened && !text.tokens().isEmpty();
    String wrong = headless ? BROKEN_ROW : wrong(asked, id, digits, thought, text);
    return new Story(wrong.isEmpty() ? id : wrong, digits, run.get(), thoughts, tokens, position);
  }

  private static String wrong(String asked, String id, String digits, Tail thought, Tail text) {
    String answered = asked.substring(Math.max(0, asked.lastIndexOf(TURN)));
    boolean rendered = answered.startsWith(TURN);
    answered = rendered ? answered.substring(TURN.length()) : asked;
    String lastWord = answered.substring(Math.max(0, answered.lastIndexOf(' ')));
    String beginning = " " + id;
    if (lastWord.startsWith(beginning + ".")
        || lastWord.startsWith(beginning + "t.")
        || (rendered && !lastWord.isEmpty() && (beginning + "t.").startsWith(lastWord))
        || (rendered && Token.PATTERN.matcher(answered).find())) {
      return CUT_TOKEN;
    }
    if (!thought.isRow(id + "t") || !text.isRow(id)) {
      return BROKEN_ROW;
    }
    return thought.answers(digits) && text.answers(digits) ? "" : OTHER_PROMPT;
  }

  private static String last(Pattern pattern, String text, String otherwise) {
    Matcher found = pattern.matcher(text);
    String last = otherwise;
    while (found.find()) {
      last = found.group(1);
    }
    return last;
  }

  /** Number of all pieces, those before {@link #position} included. */
  int size() {
    return (thoughts < 0 ? 0 : thoughts + 2) + tokens;
  }

  /** One piece, {@code at} from 0 to {@link #size} - 1. */
  Piece piece(int at) {
    if (thoughts >= 0 && at == 0) {
      return new Piece(Piece.Kind.MARK, OPEN);
    }
    if (thoughts >= 0 && at <= thoughts) {
      return new Piece(Piece.Kind.THOUGHT, token(id + "t", at - 1));
    }
    if (thoughts >= 0 && at == thoughts + 1) {
      return new Piece(Piece.Kind.MARK, CLOSE);
    }
    return new Piece(Piece.Kind.TEXT, token(id, at - (size() - tokens)));
  }

  private String token(String name, int number) {
    return new Token(name, number, prompt, run).text();
  }

  /** The tokens at the end of a text, from {@code start} on. */
  private record Tail(int start, List<Token> tokens) {
    static Tail of(String text, int end) {
      List<Token> found = new ArrayList<>();
      Matcher matcher = Token.PATTERN.matcher(text);
      int at = end;
      while (at > 0 && text.charAt(at - 1) == ';') {
        int space = text.lastIndexOf(' ', at - 1);
        Token token = space >= 0 && matcher.region(space, at).matches() ? Token.of(matcher) : null;
        if (token == null) {
          break;
        }
        found.addFirst(token);
        at = space;
      }
      return new Tail(at, found);
    }

    boolean isRow(String id) {
      for (int i = 0; i < tokens.size(); i++) {
        if (tokens.get(i).number() != i || !tokens.get(i).id().equals(id)) {
          return false;
        }
      }
      return true;
    }

    boolean answers(String digits) {
      return tokens.stream().allMatch(token -> token.prompt().equals(digits));
    }
  }
}
