package io.ollamamax.redundancy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** From any state: no plan breaks a rule, and carrying plans out ends. */
class ReconcilerPropertyTest {
  private static final Instant NOW = Instant.EPOCH;
  private static final long GIB = 1L << 30;

  @Property(tries = 200)
  void noPlanBreaksARuleAndPlansComeToAnEnd(@ForAll long seed) {
    new World(seed).settle();
  }

  private static final class World {
    final SplittableRandom random;
    final RedundancySettings settings;
    final List<Site> sites = new ArrayList<>();
    final Map<ModelName, String> digests = new HashMap<>();
    final Map<ModelName, Double> demand = new HashMap<>();
    final Map<Copy, String> own = new HashMap<>();
    final Map<NodeId, Instant> away = new HashMap<>();

    World(long seed) {
      random = new SplittableRandom(seed);
      int factor = 1 + random.nextInt(4);
      int most = factor + random.nextInt(3);
      settings =
          new RedundancySettings(
              true, factor, most, Duration.ofMinutes(5), Map.of(), 4, 1 + random.nextInt(4), 0.1);
      int models = 1 + random.nextInt(6);
      for (int i = 0; i < models; i++) {
        ModelName model = ModelName.of("m" + i);
        digests.put(model, "1");
        demand.put(model, random.nextDouble() * 12);
      }
      int nodes = 1 + random.nextInt(8);
      for (int i = 0; i < nodes; i++) {
        sites.add(site(new NodeId("n" + i)));
      }
    }

    Site site(NodeId id) {
      boolean serves = random.nextInt(4) > 0;
      Map<ModelName, Site.Held> models = new HashMap<>();
      for (ModelName model : digests.keySet()) {
        if (random.nextInt(3) == 0) {
          String digest = random.nextInt(6) == 0 ? "2" : "1";
          models.put(model, new Site.Held(digest, GIB, random.nextInt(4) == 0));
          if (random.nextBoolean()) {
            own.put(new Copy(model, id), digest);
          }
        }
      }
      if (!serves && random.nextBoolean()) {
        away.put(id, NOW.minus(Duration.ofHours(1)));
      }
      return new Site(
          id,
          random.nextInt(5) == 0 ? NodeKind.EMBEDDED : NodeKind.OLLAMA,
          "store " + (random.nextInt(6) == 0 ? "shared" : id.value()),
          serves,
          serves,
          serves && random.nextInt(5) == 0 ? "it will fail" : "",
          Map.of("zone", "z" + random.nextInt(3)),
          random.nextBoolean()
              ? Optional.of(new Site.Disk(random.nextInt(9) * GIB, 10 * GIB))
              : Optional.empty(),
          OptionalLong.empty(),
          models);
    }

    Facts facts() {
      return new Facts(sites, digests, demand, true);
    }

    void settle() {
      Map<Copy, Instant> surplus = new HashMap<>();
      int rounds = 0;
      for (int steps = 1; steps > 0; rounds++) {
        Plan plan =
            Reconciler.plan(
                facts(), new Past(away, surplus, Map.of(), own, Map.of()), settings, NOW);
        check(plan);
        // what is too many has been so for long by the next look
        boolean fresh = !surplus.keySet().containsAll(plan.surplus());
        surplus.keySet().retainAll(plan.surplus());
        plan.surplus().forEach(copy -> surplus.put(copy, NOW.minus(Duration.ofHours(1))));
        plan.steps().forEach(this::carryOut);
        steps = plan.steps().size() + (fresh ? 1 : 0);
        assertTrue(rounds < 200, "no end of it");
      }
    }

    long live(ModelName model) {
      return sites.stream()
          .filter(site -> site.serves() && site.has(model, "1"))
          .map(Site::store)
          .distinct()
          .count();
    }

    void check(Plan plan) {
      List<Step> makes = plan.steps().stream().filter(Step.Make.class::isInstance).toList();
      assertTrue(makes.size() <= settings.atOnce());
      assertEquals(makes.size(), makes.stream().map(Step::node).distinct().count());
      for (Step step : plan.steps()) {
        long more = makes.stream().filter(other -> other.model().equals(step.model())).count();
        if (step instanceof Step.Remove remove) {
          assertTrue(own.containsKey(step.copy()), "made by people: " + step);
          assertTrue(live(step.model()) > settings.defaultFactor(), "too few are left: " + step);
          assertEquals("", Reconciler.objection(remove, settings.defaultFactor(), facts()));
        } else {
          assertTrue(live(step.model()) + more <= settings.maxFactor(), "over the cap: " + step);
        }
      }
    }

    void carryOut(Step step) {
      int at = -1;
      for (int i = 0; i < sites.size(); i++) {
        at = sites.get(i).id().equals(step.node()) ? i : at;
      }
      Site before = sites.get(at);
      assertTrue(before.serves() && before.endangered().isEmpty(), step::toString);
      Map<ModelName, Site.Held> models = new HashMap<>(before.models());
      if (step instanceof Step.Make) {
        models.put(step.model(), new Site.Held("1", GIB, false));
        own.put(step.copy(), "1");
      } else {
        models.remove(step.model());
        own.remove(step.copy());
      }
      sites.set(
          at,
          new Site(
              before.id(),
              before.kind(),
              before.store(),
              true,
              true,
              "",
              before.labels(),
              before.disk(),
              before.vram(),
              models));
    }
  }
}
