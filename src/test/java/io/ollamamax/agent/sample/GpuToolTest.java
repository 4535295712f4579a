package io.ollamamax.agent.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ollamamax.telemetry.GpuSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tools of accelerators, by scripts in their place. */
class GpuToolTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private void script(String name, String body) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private List<GpuSample> ask() throws InterruptedException {
    List<GpuSample> seen = new ArrayList<>();
    for (GpuTool tool : GpuTool.found("/nowhere:" + folder)) {
      seen.addAll(tool.ask());
    }
    return seen;
  }

  @Test
  void nvidiaTellsEachCardAndWhatItDoesNotKnowIsAbsent() throws Exception {
    script(
        "nvidia-smi",
        """
        [ "$2" = --format=csv,noheader,nounits ] || exit 9
        echo 'GPU-1a, NVIDIA L4, 37, 23034, 11517, 61, 55.20'
        echo 'GPU-2b, NVIDIA T400, [N/A], 2048, 512, 40, [Not Supported]'
        """);
    assertEquals(
        List.of(
            new GpuSample(
                "GPU-1a",
                "NVIDIA L4",
                OptionalDouble.of(0.37),
                OptionalLong.of(23_034L << 20),
                OptionalLong.of(11_517L << 20),
                OptionalDouble.of(61),
                OptionalDouble.of(55.2)),
            new GpuSample(
                "GPU-2b",
                "NVIDIA T400",
                OptionalDouble.empty(),
                OptionalLong.of(2048L << 20),
                OptionalLong.of(512L << 20),
                OptionalDouble.of(40),
                OptionalDouble.empty())),
        ask());
  }

  @Test
  void rocmTellsEachCard() throws Exception {
    script(
        "rocm-smi",
        """
        echo 'WARNING: AMD GPU device(s) is/are in a low-power state.'
        echo '{"card0": {"Temperature (Sensor edge) (C)": "45.0",'
        echo '"Average Graphics Package Power (W)": "30.0", "GPU use (%)": "12",'
        echo '"VRAM Total Memory (B)": "17163091968", "VRAM Total Used Memory (B)": "1000",'
        echo '"Card Series": "Radeon RX 7600"}, "system": {"Driver version": "6.7"}}'
        """);
    assertEquals(
        List.of(
            new GpuSample(
                "card0",
                "Radeon RX 7600",
                OptionalDouble.of(0.12),
                OptionalLong.of(17_163_091_968L),
                OptionalLong.of(1000),
                OptionalDouble.of(45),
                OptionalDouble.of(30))),
        ask());
  }

  @Test
  void aToolThatFailsOrSaysNonsenseTellsNothing() throws Exception {
    script("nvidia-smi", "echo 'NVIDIA-SMI has failed'; exit 9");
    script("rocm-smi", "echo 'no card'");
    assertEquals(List.of(), ask());
  }

  @Test
  void whereThereIsNoToolNoneIsAsked() {
    assertEquals(List.of(), GpuTool.found(folder + ":"));
  }
}
