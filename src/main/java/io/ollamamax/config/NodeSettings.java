package io.ollamamax.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** An entry of {@code nodes}: an Ollama server. Its text shows no header's value. */
public record NodeSettings(
    @Setting(text = "Address of the server, http or https, without credentials", required = true)
        URI url,
    @Setting(text = "Name of the node, by default its host and port") Optional<String> id,
    @Setting(
            text =
                "Headers sent with each request to the node, ${NAME} for a variable, ${file:PATH}"
                    + " for a file; secret",
            secret = true)
        Map<String, String> headers,
    @Setting(text = "File with the certificate authorities to trust for the node")
        Optional<Path> ca,
    @Setting(text = "Labels such as failure domains") Map<String, String> labels,
    @Setting(text = "Probed, but held in reserve", byDefault = "false") boolean standby,
    @Setting(
            text =
                "Whether each address of the host name is a node of its own, looked up again each"
                    + " health_check_interval",
            byDefault = "false")
        boolean resolve) {
  private static final int LONGEST_NAME = 64;

  public NodeSettings {
    headers = Map.copyOf(headers);
    labels = Map.copyOf(labels);
  }

  /** A server with an address and a name, and nothing else. */
  public NodeSettings(URI url, String id) {
    this(url, Optional.of(id), Map.of(), Optional.empty(), Map.of(), false, false);
  }

  /** Its id, or the one made of host and port: 1 to 64 characters that an id may have. */
  public String name() {
    return id.orElseGet(
        () -> shortened(url.getHost() + (url.getPort() > 0 ? "-" + url.getPort() : ""), ""));
  }

  /** The id of the node at one of the host name's addresses: the same whenever it comes back. */
  public String nameAt(String address) {
    return shortened(name(), "-" + address);
  }

  private static String shortened(String text, String end) {
    String allowed = text.replaceAll("[^A-Za-z0-9._]+", "-").replaceAll("^-|-$", "");
    String tail = end.replaceAll("[^A-Za-z0-9._-]", "-");
    return allowed.substring(0, Math.min(allowed.length(), LONGEST_NAME - tail.length())) + tail;
  }

  @Override
  public String toString() {
    return "NodeSettings[url=%s, id=%s, headers=%s, ca=%s, labels=%s, standby=%s, resolve=%s]"
        .formatted(
            Texts.hideUserInfo(url.toString()),
            id.orElse(""),
            headers.keySet().stream().sorted().map(name -> name + "=***").toList(),
            ca.map(Path::toString).orElse(""),
            labels,
            standby,
            resolve);
  }
}
