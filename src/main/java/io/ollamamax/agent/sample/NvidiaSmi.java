package io.ollamamax.agent.sample;

import io.ollamamax.telemetry.GpuSample;
import java.util.List;

/** {@code nvidia-smi}: a line of comma-separated values for each card, memory in MiB. */
final class NvidiaSmi {
  static final List<String> ARGUMENTS =
      List.of(
          "--query-gpu=uuid,name,utilization.gpu,memory.total,memory.used,temperature.gpu,power.draw",
          "--format=csv,noheader,nounits");
  private static final long MIB = 1L << 20;
  private static final int COLUMNS = 7;

  private NvidiaSmi() {}

  static List<GpuSample> read(String output) {
    return output
        .lines()
        .map(line -> line.split(",", -1))
        .filter(cells -> cells.length == COLUMNS)
        .map(
            cells ->
                new GpuSample(
                    cells[0].strip(),
                    cells[1].strip(),
                    GpuTool.scaled(GpuTool.number(cells[2]), 0.01),
                    GpuTool.bytes(GpuTool.number(cells[3]), MIB),
                    GpuTool.bytes(GpuTool.number(cells[4]), MIB),
                    GpuTool.number(cells[5]),
                    GpuTool.number(cells[6])))
        .toList();
  }
}
