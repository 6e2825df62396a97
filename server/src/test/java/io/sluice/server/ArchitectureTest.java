package io.sluice.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.sluice", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule nobodyDependsOnTheServer =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.sluice.server..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.sluice.server..");

    @ArchTest
    static final ArchRule theServerKnowsTheMediaPlaneAsAWholeOnly =
            noClasses()
                    .that()
                    .resideInAPackage("io.sluice.server..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.sluice.rtp..",
                            "io.sluice.sfu.net..",
                            "io.sluice.sfu.loop..",
                            "io.sluice.sfu.room..",
                            "io.sluice.sfu.transport..",
                            "io.sluice.sfu.receive..",
                            "io.sluice.sfu.forward..",
                            "io.sluice.sfu.send..",
                            "org.bouncycastle.tls..",
                            "org.ice4j..");

    @ArchTest
    static final ArchRule settingsAreForEverybody =
            noClasses()
                    .that()
                    .resideInAPackage("io.sluice.server.config..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.sluice.sfu..", "io.sluice.signaling..", "org.eclipse.jetty..");

    @ArchTest
    static final ArchRule logsGoThroughTheFacade =
            noClasses()
                    .that()
                    .resideInAPackage("io.sluice.server..")
                    .and()
                    .resideOutsideOfPackage("io.sluice.server.observe..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("ch.qos.logback..", "java.util.logging..");
}
