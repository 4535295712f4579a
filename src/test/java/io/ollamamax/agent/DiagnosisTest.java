package io.ollamamax.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DiagnosisTest {
  @Test
  void secretsAreMasked() {
    assertEquals(
        """
        Authorization: ***
        HF_TOKEN=*** next
        {"api_key":***}
        password *** and 40 tokens
        """,
        Diagnosis.mask(
            """
            Authorization: Bearer abc.def
            HF_TOKEN=hf_123 next
            {"api_key":"k-1"}
            password geheim and 40 tokens
            """));
  }
}
