package io.ollamamax.request;

import io.ollamamax.cluster.ModelName;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What an operator has laid down for models: other names, what requests for them are sent with, and
 * which models may stand in for them.
 *
 * @param aliases other name to model
 * @param rules by model
 */
public record ModelRules(Map<ModelName, ModelName> aliases, Map<ModelName, Rule> rules) {
  /** Nothing is laid down. */
  public static final ModelRules NONE = new ModelRules(Map.of(), Map.of());

  public ModelRules {
    aliases = Map.copyOf(aliases);
    rules = Map.copyOf(rules);
  }

  /**
   * The rule of one model.
   *
   * @param numCtx context that every request is sent with, so that none makes a node reload
   * @param keepAlive as Ollama writes it, that every request is sent with; null to leave it
   * @param fallbacks models that serve where no node can serve this one, in order
   */
  public record Rule(OptionalInt numCtx, @Nullable String keepAlive, List<ModelName> fallbacks) {
    static final Rule NONE = new Rule(OptionalInt.empty(), null, List.of());

    public Rule {
      fallbacks = List.copyOf(fallbacks);
    }
  }

  Rule of(ModelName model) {
    return rules.getOrDefault(model, Rule.NONE);
  }
}
