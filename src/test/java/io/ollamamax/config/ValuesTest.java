package io.ollamamax.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ValuesTest {
  private static ConfigResult.Valid read(String yaml) {
    return assertInstanceOf(ConfigResult.Valid.class, ConfigLoader.parse("c.yaml", yaml));
  }

  @Test
  void aConfigurationIsItsValues() {
    Config config =
        read("gateway: {token_file: t, stall_min: 4s}\nembedded: {models: [a]}").config();
    assertEquals(config, Values.of(config).toConfig());
    assertEquals(Config.defaults(), Values.NONE.toConfig());
  }

  @Test
  void aFileGivesWhatItNames() {
    assertEquals(
        Set.of("gateway.stall_min", "nodes"),
        read("gateway: {stall_min: 3s}\nnodes: [{url: 'http://h'}]").given().byPath().keySet());
  }

  @Test
  void upperLayersWin() {
    Values lower = read("gateway: {stall_min: 4s, stall_max: 2m}").given();
    Values upper = read("gateway: {stall_min: 5s}").given();
    Gateway merged = upper.over(lower).toConfig().gateway();
    assertEquals(5, merged.stallMin().toSeconds());
    assertEquals(2, merged.stallMax().toMinutes());
  }

  @Test
  void aTreeIsReadBack() {
    Config config =
        read("""
        gateway: {token_file: '~', listen: ':0'}
        nodes:
          - url: http://a
            id: '007'
            headers: {A: '1', B: "x: y # z"}
            labels: {zone: 'null'}
        embedded: {models: ['true', '- x']}
        """)
            .config();
    Values values = Values.of(config);
    assertEquals(
        config, ConfigLoader.parse("t", YamlText.document(values.tree(false))).orElseThrow());
  }

  @Test
  void secretsAreStars() {
    Values values = read("nodes: [{url: 'http://a', headers: {A: s3cret}}]").given();
    assertFalse(values.toString().contains("s3cret"));
    assertEquals(
        List.of(
            Map.of(
                "url",
                "http://a",
                "headers",
                Map.of("A", "***"),
                "standby",
                false,
                "resolve",
                false)),
        values.shown("nodes"));
    assertTrue(YamlText.document(values.tree(false)).contains("s3cret"));
  }

  @Test
  void nothingCanBeSaid() {
    Values values = read("gateway: {token_file: }").given();
    assertEquals(Optional.of(Optional.empty()), values.get("gateway.token_file"));
    Values back = read(YamlText.document(values.tree(false))).given();
    assertEquals(values, back);
  }
}
