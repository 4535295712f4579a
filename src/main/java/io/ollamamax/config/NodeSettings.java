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
    @Setting(text = "Headers sent with each request to the node; secret", secret = true)
        Map<String, String> headers,
    @Setting(text = "File with the certificate authorities to trust for the node")
        Optional<Path> ca,
    @Setting(text = "Labels such as failure domains") Map<String, String> labels) {
  public NodeSettings {
    headers = Map.copyOf(headers);
    labels = Map.copyOf(labels);
  }

  @Override
  public String toString() {
    return "NodeSettings[url=%s, id=%s, headers=%s, ca=%s, labels=%s]"
        .formatted(
            Texts.hideUserInfo(url.toString()),
            id.orElse(""),
            headers.keySet().stream().sorted().map(name -> name + "=***").toList(),
            ca.map(Path::toString).orElse(""),
            labels);
  }
}
