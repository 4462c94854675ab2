package io.doorbuster.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** The lines between the modules, and what each may see of the libraries. */
@AnalyzeClasses(packages = "io.doorbuster", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleLinesTest {
    @ArchTest
    static final ArchRule theRulesOfTheDomainSeeTheJdkAndTheirCollectionsOnly = classes()
            .that()
            .resideInAnyPackage(
                    "io.doorbuster.sale..",
                    "io.doorbuster.inventory..",
                    "io.doorbuster.waitingroom..",
                    "io.doorbuster.payment..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax.crypto..",
                    "org.jspecify..",
                    "org.roaringbitmap..",
                    "it.unimi.dsi.fastutil..",
                    "io.doorbuster.sale..",
                    "io.doorbuster.inventory..",
                    "io.doorbuster.payment..",
                    "io.doorbuster.waitingroom..");

    @ArchTest
    static final ArchRule theCoreReadsNoClockAndDrawsNothing = noClasses()
            .that()
            .resideInAnyPackage("io.doorbuster.inventory..", "io.doorbuster.waitingroom..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching(
                    "java\\.time\\.Clock|java\\.util\\.(Random|SplittableRandom)|java\\.util\\.concurrent\\..*|java\\.io\\..*|java\\.nio\\.(channels|file)\\..*");

    @ArchTest
    static final ArchRule inTheDomainOnlyGridKnowsHazelcast = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.doorbuster.sale..",
                    "io.doorbuster.inventory..",
                    "io.doorbuster.payment..",
                    "io.doorbuster.waitingroom..",
                    "io.doorbuster.ledger..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.hazelcast..", "io.doorbuster.grid..");

    @ArchTest
    static final ArchRule theDomainSeesNoOtherModule = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.doorbuster.sale..",
                    "io.doorbuster.inventory..",
                    "io.doorbuster.payment..",
                    "io.doorbuster.waitingroom..",
                    "io.doorbuster.grid..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.doorbuster.ledger..",
                    "io.doorbuster.pipelines..",
                    "io.doorbuster.node..",
                    "io.doorbuster.api..",
                    "io.doorbuster.embedded..");

    @ArchTest
    static final ArchRule thePipelinesSeeTheDomainOnly = noClasses()
            .that()
            .resideInAPackage("io.doorbuster.pipelines..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.doorbuster.ledger..",
                    "io.doorbuster.node..",
                    "io.doorbuster.api..",
                    "io.doorbuster.embedded..",
                    "java.sql..");

    @ArchTest
    static final ArchRule theApiNodeNeverSeesGridNodeOrPipelines = noClasses()
            .that()
            .resideInAPackage("io.doorbuster.api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.doorbuster.node..", "io.doorbuster.pipelines..", "io.doorbuster.embedded..");

    @ArchTest
    static final ArchRule theGridNodeNeverSeesTheApiNode = noClasses()
            .that()
            .resideInAPackage("io.doorbuster.node..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.doorbuster.api..", "io.doorbuster.embedded..");

    @ArchTest
    static final ArchRule theStandInForStripeSharesNothingWithUs = noClasses()
            .that()
            .resideInAPackage("io.doorbuster.stripesim..")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.doorbuster..")
                    .and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage("io.doorbuster.stripesim.."))));

    @ArchTest
    static final ArchRule onlyTheEmbeddedStackSeesTheStandInForStripe = noClasses()
            .that()
            .resideInAnyPackage("io.doorbuster.api..", "io.doorbuster.node..", "io.doorbuster.ledger..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.doorbuster.stripesim..");

    @ArchTest
    static final ArchRule theProofSharesNoCodeWithTheEngine = noClasses()
            .that()
            .resideInAPackage("io.doorbuster.embedded.demo..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.doorbuster.sale..",
                    "io.doorbuster.inventory..",
                    "io.doorbuster.payment..",
                    "io.doorbuster.waitingroom..",
                    "io.doorbuster.grid..",
                    "io.doorbuster.ledger..",
                    "io.doorbuster.pipelines..",
                    "io.doorbuster.node..",
                    "io.doorbuster.api..");

    @ArchTest
    static final ArchRule theDrawIsCheckedByCodeThatKnowsNothingOfTheEngine = classes()
            .that()
            .resideInAPackage("io.doorbuster.embedded.draw..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax.crypto..",
                    "org.jspecify..",
                    "com.fasterxml.jackson..",
                    "io.doorbuster.embedded.draw..");

    @ArchTest
    static final ArchRule nobodyUsesALibrarysInsides = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.hazelcast..impl..", "com.hazelcast.internal..", "org.postgresql.core..", "sun..");

    @ArchTest
    static final ArchRule packagesFormNoCycles = SlicesRuleDefinition.slices()
            .matching("io.doorbuster.(*)..")
            .should()
            .beFreeOfCycles();
}
