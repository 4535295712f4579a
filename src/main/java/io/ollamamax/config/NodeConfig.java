package io.ollamamax.config;

import java.util.Map;

/** One entry of {@code nodes}. */
public record NodeConfig(
    @Setting(doc = "The node's address, http or https.") String url,
    @Setting(def = "", doc = "The node's id; by default its host and port.") String id,
    @Setting(doc = "Headers sent with each request; secrets.") Map<String, String> headers,
    @Setting(def = "", doc = "PEM file of the certificates to trust; by default the machine's.")
        String ca,
    @Setting(inEffect = false, doc = "Labels, such as a failure domain.")
        Map<String, String> labels) {
  public NodeConfig {
    headers = Map.copyOf(headers);
    labels = Map.copyOf(labels);
  }

  @Override
  public String toString() {
    return "NodeConfig[url=" + url + ", id=" + id + ", headers=" + headers.keySet() + "]";
  }
}
