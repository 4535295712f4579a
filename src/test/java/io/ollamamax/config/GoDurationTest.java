package io.ollamamax.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "+0, 0",
    "5s, 5000000000",
    "30s, 30000000000",
    "1478s, 1478000000000",
    "-5s, -5000000000",
    "+5s, 5000000000",
    "5.0s, 5000000000",
    "5.6s, 5600000000",
    "5.s, 5000000000",
    ".5s, 500000000",
    "1.004s, 1004000000",
    "100.00100s, 100001000000",
    "10ns, 10",
    "11us, 11000",
    "12\u00b5s, 12000",
    "12\u03bcs, 12000",
    "13ms, 13000000",
    "3h30m, 12600000000000",
    "10.5s4m, 250500000000",
    "-2m3.4s, -123400000000",
    "1h2m3s4ms5us6ns, 3723004005006",
    "39h9m14.425s, 140954425000000",
    "52763797000ns, 52763797000",
    "0.3333333333333333333h, 1200000000000",
    "9007199254740993ns, 9007199254740993",
    "9223372036854775807ns, 9223372036854775807",
    "9223372036854775.807us, 9223372036854775807",
    "-9223372036854775808ns, -9223372036854775808",
    "0.100000000000000000000h, 360000000000",
    "0.830103483285477580700h, 2988372539827"
  })
  void readsAsGoDoes(String text, long nanos) {
    assertEquals(Duration.ofNanos(nanos), GoDuration.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "s",
        ".",
        "-.",
        ".s",
        "+.s",
        " 5s",
        "5s ",
        "1s-1s",
        "9223372036854775810ns",
        "9223372036854775808ns",
        "-9223372036854775809ns",
        "9223372036854775.808us",
        "9223372036854ms775us808ns",
        "3000000h",
        "9223372036854775808ns9223372036854775808ns",
        "\u0663s"
      })
  void refusesGarbage(String text) {
    assertThrows(IllegalArgumentException.class, () -> GoDuration.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x|time: invalid duration \"x\"",
        "30|time: missing unit in duration \"30\"",
        "1d|time: unknown unit \"d\" in duration \"1d\"",
        "5 minutes|time: unknown unit \" minutes\" in duration \"5 minutes\""
      })
  void saysWhatIsWrongAsGoDoes(String text, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> GoDuration.parse(text)).getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1, 1ns",
    "1100, 1.1\u00b5s",
    "100000, 100\u00b5s",
    "2200000, 2.2ms",
    "500000000, 500ms",
    "1500000000, 1.5s",
    "3300000000, 3.3s",
    "60000000000, 1m0s",
    "245000000000, 4m5s",
    "245001000000, 4m5.001s",
    "1800000000000, 30m0s",
    "5400000000000, 1h30m0s",
    "18367001000000, 5h6m7.001s",
    "480000000001, 8m0.000000001s",
    "-500000000, -500ms",
    "9223372036854775807, 2562047h47m16.854775807s",
    "-9223372036854775808, -2562047h47m16.854775808s"
  })
  void printsAsGoDoes(long nanos, String text) {
    assertEquals(text, GoDuration.format(Duration.ofNanos(nanos)));
  }

  @Property
  void readsWhatItPrints(@ForAll long nanos) {
    Duration duration = Duration.ofNanos(nanos);
    assertEquals(duration, GoDuration.parse(GoDuration.format(duration)));
  }

  @Property
  void throwsNothingElse(@ForAll String text) {
    try {
      GoDuration.format(GoDuration.parse(text));
    } catch (IllegalArgumentException e) {
      assertTrue(String.valueOf(e.getMessage()).startsWith("time: "), e.toString());
    }
  }
}
