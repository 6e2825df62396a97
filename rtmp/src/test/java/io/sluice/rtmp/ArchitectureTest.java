package io.sluice.rtmp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

@AnalyzeClasses(packages = "io.sluice.rtmp", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule needsNothingButTheJdk =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideOutsideOfPackages(
                            "io.sluice.rtmp..", "java..", "javax.crypto..", "org.jspecify..");

    @ArchTest
    static final ArchRule hasNoClockAndNoRandomness =
            noClasses()
                    .should()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .dependOnClassesThat()
                    .belongToAnyOf(
                            Clock.class, Instant.class, Random.class, ThreadLocalRandom.class);

    @ArchTest
    static final ArchRule hasNoThreadsAndNoIo =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "java.util.concurrent..",
                            "java.nio.channels..",
                            "java.io..",
                            "java.nio.file..")
                    .orShould()
                    .dependOnClassesThat()
                    .belongToAnyOf(Thread.class);

    @ArchTest
    static final ArchRule opensNoConnections =
            noClasses()
                    .should()
                    .dependOnClassesThat(
                            JavaClass.Predicates.resideInAPackage("java.net..")
                                    .and(
                                            DescribedPredicate.not(
                                                    JavaClass.Predicates.belongToAnyOf(
                                                            URI.class, URISyntaxException.class))));
}
