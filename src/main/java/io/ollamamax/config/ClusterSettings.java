package io.ollamamax.config;

import java.nio.file.Path;
import java.util.Optional;

/** The section {@code cluster}: what this gateway keeps over its restarts. */
public record ClusterSettings(
    @Setting(
            text =
                "Folder of the control state; by default one for each port under"
                    + " XDG_STATE_HOME or ~/.local/state, and none where the port is 0",
            effect = Effect.INCOMPATIBLE)
        Optional<Path> dataDir) {}
