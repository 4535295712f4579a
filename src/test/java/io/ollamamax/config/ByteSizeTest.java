package io.ollamamax.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0B",
    "4096, 4096, 4KiB",
    "1000, 1000, 1000B",
    "1KiB, 1024, 1KiB",
    "64MiB, 67108864, 64MiB",
    "1024MiB, 1073741824, 1GiB",
    "1 TiB, 1099511627776, 1TiB",
    "2048TiB, 2251799813685248, 2048TiB"
  })
  void readsAndPrints(String text, long bytes, String printed) {
    ByteSize size = ByteSize.parse(text);
    assertEquals(bytes, size.bytes());
    assertEquals(printed, size.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "MiB", "-1", "1.5MiB", "1MB", "1mib", "9999999TiB", "99999999999999999999"})
  void refusesGarbage(String text) {
    assertThrows(IllegalArgumentException.class, () -> ByteSize.parse(text));
  }

  @Property
  void readsWhatItPrints(@ForAll @LongRange(min = 0) long bytes) {
    ByteSize size = new ByteSize(bytes);
    assertEquals(size, ByteSize.parse(size.toString()));
  }
}
