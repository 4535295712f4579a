package io.ollamamax;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/** The boundaries between packages, as the package-infos state them. */
@AnalyzeClasses(packages = "io.ollamamax", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "io.ollamamax";
  private static final String[] BASE =
      in("cluster", "events", "http", "ollama", "config", "loop", "telemetry");
  private static final String[] PURE =
      in(
          "request",
          "health",
          "nodes",
          "prediction",
          "tracking",
          "redundancy",
          "healing",
          "checkpoint");
  private static final String[] ADAPTERS =
      in(
          "state",
          "gateway",
          "embedded",
          "agent",
          "api",
          "metrics",
          "logging",
          "webhooks",
          "sim",
          "simnode");

  private static String[] in(String... packages) {
    String[] full = new String[packages.length];
    for (int i = 0; i < packages.length; i++) {
      full[i] = ROOT + "." + packages[i] + "..";
    }
    return full;
  }

  @ArchTest
  static final ArchRule baseImportsNothingOutward =
      noClasses()
          .that()
          .resideInAnyPackage(BASE)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(PURE)
                  .or(resideInAnyPackage(ADAPTERS))
                  .or(resideInAnyPackage(ROOT, ROOT + ".cli..")));

  @ArchTest
  static final ArchRule dialectsDoNotImportOneAnother =
      slices().matching(ROOT + ".ollama.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule ollamaImportsNoDialect =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".ollama")
          .should()
          .dependOnClassesThat(resideInAPackage(ROOT + ".ollama.*.."));

  @ArchTest
  static final ArchRule policyImportsNoAdapter =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(ADAPTERS).or(resideInAnyPackage(ROOT, ROOT + ".cli..")));

  @ArchTest
  static final ArchRule policyPackagesDoNotImportOneAnother =
      slices()
          .matching(
              ROOT + ".(request|health|nodes|prediction|tracking|redundancy|healing|checkpoint)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule adaptersDoNotImportOneAnother =
      slices()
          .matching(
              ROOT + ".(state|gateway|embedded|agent|api|metrics|logging|webhooks|sim|simnode)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule adaptersDoNotImportTheRoot =
      noClasses()
          .that()
          .resideInAnyPackage(ADAPTERS)
          .should()
          .dependOnClassesThat(resideInAnyPackage(ROOT, ROOT + ".cli.."));

  @ArchTest
  static final ArchRule onlyMainKnowsTheCommands =
      noClasses()
          .that(
              resideInAPackage(ROOT)
                  .and(com.tngtech.archunit.base.DescribedPredicate.not(simpleName("Main"))))
          .should()
          .dependOnClassesThat(resideInAPackage(ROOT + ".cli.."));

  @ArchTest
  static final ArchRule theBaseIsJdkOnly =
      classes()
          .that()
          .resideInAnyPackage(in("cluster", "events", "http"))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "java..",
                  "org.jspecify..",
                  ROOT + ".cluster..",
                  ROOT + ".events..",
                  ROOT + ".http.."));

  @ArchTest
  static final ArchRule onlyGatewayAndSimnodeImportNetty =
      noClasses()
          .that(
              com.tngtech.archunit.base.DescribedPredicate.not(
                  resideInAnyPackage(in("gateway", "simnode"))))
          .should()
          .dependOnClassesThat(resideInAPackage("io.netty.."));

  @ArchTest
  static final ArchRule onlyEmbeddedImportsLlama =
      noClasses()
          .that(
              com.tngtech.archunit.base.DescribedPredicate.not(resideInAnyPackage(in("embedded"))))
          .should()
          .dependOnClassesThat(resideInAPackage("de.kherud.."));

  @ArchTest
  static final ArchRule onlyMetricsImportsItsLibraries =
      noClasses()
          .that(com.tngtech.archunit.base.DescribedPredicate.not(resideInAnyPackage(in("metrics"))))
          .should()
          .dependOnClassesThat(resideInAPackage("io.opentelemetry.."));

  @ArchTest
  static final ArchRule onlyTheSamplerImportsOshi =
      noClasses()
          .that(
              com.tngtech.archunit.base.DescribedPredicate.not(
                  resideInAPackage(ROOT + ".agent.sample")))
          .should()
          .dependOnClassesThat(resideInAPackage("oshi.."));

  @ArchTest
  static final ArchRule onlyCommandsImportTheTerminal =
      noClasses()
          .that(com.tngtech.archunit.base.DescribedPredicate.not(resideInAPackage(ROOT + ".cli..")))
          .should()
          .dependOnClassesThat(resideInAPackage("org.jline.."));

  @ArchTest
  static final ArchRule onlyConfigImportsYaml =
      noClasses()
          .that(com.tngtech.archunit.base.DescribedPredicate.not(resideInAnyPackage(in("config"))))
          .should()
          .dependOnClassesThat(resideInAPackage("org.snakeyaml.."));

  @ArchTest
  static final ArchRule timeAndRandomnessAreHandedIn =
      noClasses()
          .that()
          .resideInAnyPackage(
              in(
                  "request",
                  "health",
                  "nodes",
                  "prediction",
                  "tracking",
                  "redundancy",
                  "healing",
                  "checkpoint",
                  "telemetry",
                  "events",
                  "sim",
                  "cluster"))
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Random.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ThreadLocalRandom.class);

  @ArchTest
  static final ArchRule policyHasNoExecutor =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Executor.class);

  @ArchTest
  static final ArchRule onlyMainExits =
      noClasses()
          .that(com.tngtech.archunit.base.DescribedPredicate.not(simpleName("Main")))
          .should()
          .callMethod(System.class, "exit", int.class);
}
