package io.ollamamax.config;

/** {@code logging}. */
public record Logging(
    @Setting(def = "true", doc = "A line for each request; never a prompt.") boolean access,
    @Setting(def = "info", min = "debug|info|warn|error", doc = "Least level that is logged.")
        String level,
    @Setting(def = "", doc = "File that is appended to, beside standard error.") String file) {}
