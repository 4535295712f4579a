package io.ollamamax.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The relations within {@code gateway}, {@code nodes} and {@code models}. */
final class GatewayRelations {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern IPV4 = Pattern.compile("[0-9.]+");
  private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");

  private GatewayRelations() {}

  /** A least value lies below its greatest. */
  static void patience(Config config, Findings findings) {
    Gateway gateway = config.gateway();
    ordered(
        "first_token_min",
        gateway.firstTokenMin(),
        "first_token_max",
        gateway.firstTokenMax(),
        findings);
    ordered("stall_min", gateway.stallMin(), "stall_max", gateway.stallMax(), findings);
    ordered(
        "breaker_open_min",
        gateway.breakerOpenMin(),
        "breaker_open_max",
        gateway.breakerOpenMax(),
        findings);
  }

  private static void ordered(
      String least, Duration min, String greatest, Duration max, Findings findings) {
    if (min.compareTo(max) > 0) {
      findings.relation(
          Severity.ERROR,
          "%s must not exceed %s (%s), got %s"
              .formatted(least, greatest, GoDuration.format(max), GoDuration.format(min)),
          "gateway." + least,
          "gateway." + greatest);
    }
  }

  /** Nodes are told apart, and their headers can be sent. */
  static void nodes(Config config, Findings findings) {
    Map<String, Integer> ids = new HashMap<>();
    Map<String, Integer> urls = new HashMap<>();
    List<NodeSettings> nodes = config.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      String path = "nodes[" + i + "]";
      NodeSettings node = nodes.get(i);
      boolean newUrl = unique(urls, "nodes", node.url().toString(), i, path + ".url", findings);
      if (node.id().isPresent()) {
        id(node.id().get(), path + ".id", "nodes", findings);
      }
      if (node.id().isPresent() || newUrl) {
        unique(
            ids,
            "nodes",
            node.name(),
            i,
            path + (node.id().isPresent() ? ".id" : ".url"),
            findings);
      }
      if (node.resolve() && isAddress(node.url().getHost())) {
        findings.relation(
            Severity.ERROR,
            "resolve needs a host name, got the address " + node.url().getHost(),
            path + ".resolve",
            "nodes");
      }
      node.headers().forEach((name, value) -> header(name, value, path + ".headers", findings));
    }
  }

  /** A name stands for one model, and no model stands in for itself. */
  static void models(Config config, Findings findings) {
    Map<String, Integer> names = new HashMap<>();
    List<ModelSettings> models = config.models();
    for (int i = 0; i < models.size(); i++) {
      String path = "models[" + i + "]";
      unique(names, "models", full(models.get(i).name()), i, path + ".name", findings);
    }
    for (int i = 0; i < models.size(); i++) {
      ModelSettings model = models.get(i);
      String path = "models[" + i + "]";
      for (int j = 0; j < model.aliases().size(); j++) {
        String at = path + ".aliases[" + j + "]";
        unique(names, "models", full(model.aliases().get(j)), i, at, findings);
      }
      for (int j = 0; j < model.fallbacks().size(); j++) {
        if (full(model.fallbacks().get(j)).equals(full(model.name()))) {
          findings.relation(
              Severity.ERROR,
              Texts.quote(model.name()) + " cannot stand in for itself",
              path + ".fallbacks[" + j + "]",
              "models");
        }
      }
    }
  }

  private static String full(String name) {
    return name.indexOf(':', name.lastIndexOf('/') + 1) >= 0 ? name : name + ":latest";
  }

  private static boolean isAddress(String host) {
    return host.startsWith("[") || IPV4.matcher(host).matches();
  }

  private static boolean unique(
      Map<String, Integer> seen,
      String section,
      String value,
      int index,
      String path,
      Findings findings) {
    Integer first = seen.putIfAbsent(value, index);
    if (first != null) {
      findings.relation(
          Severity.ERROR,
          "%s is that of %s[%d] already".formatted(Texts.quote(value), section, first),
          path,
          section);
    }
    return first == null;
  }

  /** A name that a node may have. */
  static void id(String id, String path, String section, Findings findings) {
    if (!ID.matcher(id).matches()) {
      findings.relation(
          Severity.ERROR,
          "id must have 1 to 64 letters, digits, dots, underscores or hyphens, got "
              + Texts.quote(id),
          path,
          section);
    }
  }

  private static void header(String name, String value, String path, Findings findings) {
    if (!HEADER.matcher(name).matches() || !HEADER_VALUE.matcher(value).matches()) {
      findings.relation(
          Severity.ERROR,
          "the name or the value of the header " + Texts.quote(name) + " cannot be sent",
          path + "." + name,
          "nodes");
    }
  }
}
