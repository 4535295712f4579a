package io.ollamamax.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a server; immutable. A literal path wins over a pattern, then the earlier route.
 */
public final class Routes {
  /** What was found for a method and a path. */
  public sealed interface Match {
    /** The route, with what its variables stand for. */
    record Found(Route route, Map<String, String> variables) implements Match {
      public Found {
        variables = Map.copyOf(variables);
      }
    }

    /** The path is known, the method is not: the methods that are. */
    record WrongMethod(Set<String> allowed) implements Match {
      public WrongMethod {
        allowed = Set.copyOf(allowed);
      }

      /** The value of the {@code Allow} header. */
      public String allow() {
        return String.join(", ", new TreeSet<>(allowed));
      }
    }

    /** No route has the path. */
    record Unknown() implements Match {}
  }

  private record Pattern(String[] segments, Route route) {}

  private final Map<String, List<Route>> literal = new HashMap<>();
  private final List<Pattern> patterns = new ArrayList<>();
  private final boolean anyStreamed;

  public Routes(List<Route> routes) {
    this.anyStreamed = routes.stream().anyMatch(Route::streamed);
    for (Route route : routes) {
      if (route.pattern().indexOf('{') < 0) {
        literal.computeIfAbsent(route.pattern(), unused -> new ArrayList<>()).add(route);
      } else {
        patterns.add(new Pattern(route.pattern().split("/", -1), route));
      }
    }
  }

  /** Whether a route reads bodies as they come. */
  public boolean anyStreamed() {
    return anyStreamed;
  }

  /** Finds the route for a decoded path. */
  public Match find(String method, String path) {
    Set<String> allowed = new LinkedHashSet<>();
    for (Route route : literal.getOrDefault(path, List.of())) {
      if (answers(route, method, allowed)) {
        return new Match.Found(route, Map.of());
      }
    }
    String[] segments = path.split("/", -1);
    for (Pattern pattern : patterns) {
      Map<String, String> variables = variables(pattern.segments(), segments);
      if (variables != null && answers(pattern.route(), method, allowed)) {
        return new Match.Found(pattern.route(), variables);
      }
    }
    return allowed.isEmpty() ? new Match.Unknown() : new Match.WrongMethod(allowed);
  }

  private static boolean answers(Route route, String method, Set<String> allowed) {
    allowed.add(route.method());
    if (route.method().equals("GET")) {
      allowed.add("HEAD");
    }
    return route.method().equals(method) || (method.equals("HEAD") && route.method().equals("GET"));
  }

  private static @Nullable Map<String, String> variables(String[] pattern, String[] path) {
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < pattern.length; i++) {
      if (i >= path.length) {
        return null;
      }
      String segment = pattern[i];
      if (segment.endsWith("...}")) {
        String rest = String.join("/", List.of(path).subList(i, path.length));
        variables.put(segment.substring(1, segment.length() - 4), rest);
        return rest.isEmpty() ? null : variables;
      }
      if (segment.startsWith("{")) {
        if (path[i].isEmpty()) {
          return null;
        }
        variables.put(segment.substring(1, segment.length() - 1), path[i]);
      } else if (!segment.equals(path[i])) {
        return null;
      }
    }
    return pattern.length == path.length ? variables : null;
  }
}
