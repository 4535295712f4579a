package io.ollamamax.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** An entry of {@code healing.webhooks}. */
public record WebhookSettings(
    @Setting(text = "Where JSON is posted to, http or https", required = true) URI url,
    @Setting(text = "File with the secret that what is posted is signed by")
        Optional<Path> secretFile) {
  @Override
  public String toString() {
    return "WebhookSettings[url=%s, secretFile=%s]"
        .formatted(Texts.hideUserInfo(url.toString()), secretFile.map(Path::toString).orElse(""));
  }
}
