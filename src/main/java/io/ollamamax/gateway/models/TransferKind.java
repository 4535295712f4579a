package io.ollamamax.gateway.models;

import java.util.Locale;
import java.util.regex.Pattern;

/** The operations that report progress. */
enum TransferKind {
  PULL,
  PUSH,
  CREATE;

  /** What another try would meet again. */
  private static final Pattern LASTING =
      Pattern.compile(
          "file does not exist|invalid model name|insecure protocol|unauthorized|access denied"
              + "|no space left|requires a newer version|not supported|invalid digest",
          Pattern.CASE_INSENSITIVE);

  String path() {
    return "/api/" + word();
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a node that gives this error would give it again. */
  boolean lasting(String error) {
    return this == CREATE || LASTING.matcher(error).find();
  }
}
