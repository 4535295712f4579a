package io.ollamamax.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.events.Event;
import io.ollamamax.events.Events;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * {@code GET /api/v1/events}: what happened, as JSON; and, for those who accept {@code
 * text/event-stream}, what happens, as server-sent events.
 *
 * <p>Query: {@code node}, {@code kind} (several by commas), {@code since} (an event's number or a
 * time), {@code limit}. A stream goes on after {@code Last-Event-ID}.
 */
public final class EventsApi {
  private static final int PAGE = 500;
  private static final long HEARTBEAT_MILLIS = 15_000;
  private static final byte[] HEARTBEAT = ": \n\n".getBytes(StandardCharsets.UTF_8);
  private static final String SSE = "text/event-stream";

  private final Events events;

  public EventsApi(Events events) {
    this.events = events;
  }

  public List<Route> routes() {
    return List.of(Route.get("/api/v1/events", this::events));
  }

  private Response events(Request request) {
    String accept = request.headers().getOrDefault("accept", "");
    try {
      Wanted wanted = Wanted.of(request.query());
      return accept.contains(SSE) ? live(request, wanted) : history(wanted);
    } catch (IllegalArgumentException e) {
      return Response.json(400, Json.error(String.valueOf(e.getMessage())));
    }
  }

  private Response history(Wanted wanted) {
    ObjectNode out = Json.object();
    ArrayNode list = out.putArray("events");
    List<Event> found =
        events.after(wanted.after(), Integer.MAX_VALUE).stream().filter(wanted).toList();
    found.stream()
        .skip(Math.max(0, found.size() - wanted.limit()))
        .forEach(event -> list.add(json(event)));
    return Response.json(200, Json.bytes(out.put("newest", events.newest())));
  }

  private Response live(Request request, Wanted wanted) {
    String last = request.header("last-event-id");
    long from =
        last != null
            ? Wanted.number("Last-Event-ID", last)
            : wanted.sinceGiven() ? wanted.after() : events.newest();
    return Response.stream(200, SSE, out -> follow(request, out, wanted, from));
  }

  private void follow(Request request, Response.Sink out, Wanted wanted, long from)
      throws IOException {
    long at = from;
    out.write(HEARTBEAT);
    request.whenGone().accept(Thread.currentThread()::interrupt);
    while (!events.closed()) {
      List<Event> found;
      try {
        found = events.await(at, PAGE, HEARTBEAT_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      StringBuilder text = new StringBuilder();
      for (Event event : found) {
        at = event.number();
        if (wanted.test(event)) {
          text.append("id: ").append(at).append("\nevent: ").append(kind(event)).append("\ndata: ");
          text.append(json(event)).append("\n\n");
        }
      }
      if (!text.isEmpty()) {
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
      } else if (found.isEmpty()) {
        out.write(HEARTBEAT);
      }
    }
  }

  private static String kind(Event event) {
    return event.kind().name().toLowerCase(Locale.ROOT);
  }

  static ObjectNode json(Event event) {
    ObjectNode out =
        Json.object()
            .put("number", event.number())
            .put("time", event.time().toString())
            .put("kind", kind(event))
            .put("node", event.node())
            .put("text", event.text());
    ObjectNode details = out.putObject("details");
    new TreeMap<>(event.details()).forEach(details::put);
    return out;
  }

  /**
   * Which events a client wants.
   *
   * @param node empty for all
   * @param after number of the last one that it has
   * @param from earliest time
   * @param limit how many at most: the newest of them
   */
  private record Wanted(
      String node, Set<Event.Kind> kinds, long after, boolean sinceGiven, Instant from, int limit)
      implements Predicate<Event> {
    static Wanted of(Map<String, String> query) {
      String since = query.getOrDefault("since", "");
      boolean time = since.contains("T");
      return new Wanted(
          query.getOrDefault("node", ""),
          kinds(query.getOrDefault("kind", "")),
          since.isEmpty() || time ? 0 : number("since", since),
          !since.isEmpty(),
          time ? instant(since) : Instant.MIN,
          (int) Math.min(number("limit", query.getOrDefault("limit", "" + PAGE)), 10_000));
    }

    private static Set<Event.Kind> kinds(String names) {
      Set<Event.Kind> kinds = EnumSet.noneOf(Event.Kind.class);
      for (String name : names.isBlank() ? new String[0] : names.split(",", -1)) {
        kinds.add(
            Arrays.stream(Event.Kind.values())
                .filter(kind -> kind.name().equalsIgnoreCase(name.strip()))
                .findAny()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "no kind of events is called '%s'; there are %s"
                                .formatted(
                                    name,
                                    Arrays.toString(Event.Kind.values())
                                        .toLowerCase(Locale.ROOT)))));
      }
      return kinds.isEmpty() ? EnumSet.allOf(Event.Kind.class) : kinds;
    }

    static long number(String name, String text) {
      try {
        return Long.parseUnsignedLong(text);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(name + " must be a number, got '" + text + "'", e);
      }
    }

    private static Instant instant(String text) {
      try {
        return Instant.parse(text);
      } catch (DateTimeException e) {
        throw new IllegalArgumentException(
            "since must be an event's number or a time such as 2026-01-31T12:00:00Z, got '"
                + text
                + "'",
            e);
      }
    }

    @Override
    public boolean test(Event event) {
      return (node.isEmpty() || node.equals(event.node()))
          && kinds.contains(event.kind())
          && !event.time().isBefore(from);
    }
  }
}
