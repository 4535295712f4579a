package io.ollamamax.cli;

import java.util.Comparator;
import java.util.List;

/**
 * What the person at {@code top} has chosen. Immutable.
 *
 * @param chosen id of a node, or empty
 * @param asks whether the person is asked to confirm a drain
 */
record TopState(Order order, boolean reversed, String chosen, boolean asks) {
  /** By what the nodes are sorted. */
  enum Order {
    NAME('n', "name"),
    WORK('w', "work"),
    TOKENS('t', "tokens"),
    FIRST('f', "first token"),
    STATUS('s', "status");

    private final char key;
    private final String text;

    Order(char key, String text) {
      this.key = key;
      this.text = text;
    }

    private Comparator<TopRow> comparator() {
      return switch (this) {
        case NAME -> Comparator.comparing(TopRow::id, TopState::natural);
        case WORK -> Comparator.comparing(TopRow::inFlight).reversed();
        case TOKENS -> Comparator.comparing(TopRow::tokensPerSecond).reversed();
        case FIRST -> Comparator.comparing(TopRow::firstToken).reversed();
        case STATUS -> Comparator.comparing(TopRow::status).reversed();
      };
    }

    char key() {
      return key;
    }

    String text() {
      return text;
    }
  }

  static final TopState FIRST = new TopState(Order.NAME, false, "", false);

  /** The rows as they are to stand. */
  List<TopRow> sorted(List<TopRow> rows) {
    Comparator<TopRow> by = reversed ? order.comparator().reversed() : order.comparator();
    return rows.stream().sorted(by.thenComparing(Order.NAME.comparator())).toList();
  }

  /** What it is after a key; the rows as they stand. */
  TopState after(TopKey key, List<TopRow> rows) {
    return switch (key) {
      case TopKey.Up up -> moved(-1, rows);
      case TopKey.Down down -> moved(1, rows);
      case TopKey.Quit quit -> this;
      case TopKey.Letter letter -> after(letter.letter());
    };
  }

  /** Whether that key says yes to what was asked. */
  boolean confirms(TopKey key) {
    return asks && key instanceof TopKey.Letter(char letter) && letter == 'y';
  }

  private TopState after(char letter) {
    if (asks) {
      return new TopState(order, reversed, chosen, false);
    }
    if (letter == 'r') {
      return new TopState(order, !reversed, chosen, false);
    }
    if (letter == 'd') {
      return new TopState(order, reversed, chosen, !chosen.isEmpty());
    }
    for (Order other : Order.values()) {
      if (other.key == letter) {
        return new TopState(other, false, chosen, false);
      }
    }
    return this;
  }

  private TopState moved(int by, List<TopRow> rows) {
    if (rows.isEmpty()) {
      return this;
    }
    int at = rows.stream().map(TopRow::id).toList().indexOf(chosen);
    int next = at < 0 ? (by > 0 ? 0 : rows.size() - 1) : at + by;
    String id = rows.get(Math.clamp(next, 0, rows.size() - 1)).id();
    return new TopState(order, reversed, id, false);
  }

  /** {@code gpu-2} before {@code gpu-10}. */
  private static int natural(String one, String other) {
    String[] a = one.split("(?<=\\D)(?=\\d)|(?<=\\d)(?=\\D)", -1);
    String[] b = other.split("(?<=\\D)(?=\\d)|(?<=\\d)(?=\\D)", -1);
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      boolean numbers = a[i].matches("\\d{1,18}") && b[i].matches("\\d{1,18}");
      int order =
          numbers ? Long.compare(Long.parseLong(a[i]), Long.parseLong(b[i])) : a[i].compareTo(b[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.length, b.length);
  }
}
