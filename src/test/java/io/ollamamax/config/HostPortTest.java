package io.ollamamax.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8080, 127.0.0.1, 8080",
    "localhost:0, localhost, 0",
    ":8080, '', 8080",
    "[::1]:80, ::1, 80",
    "my_host:65535, my_host, 65535"
  })
  void readsAndPrints(String text, String host, int port) {
    HostPort address = HostPort.parse(text);
    assertEquals(new HostPort(host, port), address);
    assertEquals(text, address.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8080", "host", "host:", "host:65536", "host:x", "::1:80", "a b:1"})
  void refusesGarbage(String text) {
    assertThrows(IllegalArgumentException.class, () -> HostPort.parse(text));
  }
}
