package io.ollamamax.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The section {@code cluster}: what this gateway keeps over its restarts. */
public record ClusterSettings(
    @Setting(
            text =
                "Folder of the control state and the checkpoints; by default one for each port"
                    + " under XDG_STATE_HOME or ~/.local/state, and none where the port is 0",
            effect = Effect.INCOMPATIBLE)
        Optional<Path> dataDir,
    @Setting(
            text = "Checkpoints kept in that folder; the newest one and the one before it always",
            byDefault = "10",
            min = "2",
            max = "1000")
        int checkpointsKept,
    @Setting(
            text = "Checkpoints older than this are dropped, save the two newest",
            byDefault = "168h",
            min = "1m",
            max = "8760h")
        Duration checkpointMaxAge) {}
