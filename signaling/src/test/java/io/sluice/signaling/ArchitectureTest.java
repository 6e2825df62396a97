package io.sluice.signaling;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;

@AnalyzeClasses(
        packages = "io.sluice.signaling",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule jettyStaysAtTheEdge =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("..signaling.websocket..", "..signaling.http..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.eclipse.jetty..");

    @ArchTest
    static final ArchRule jsonIsTheMessagesBusiness =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..signaling.message..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.fasterxml..");

    @ArchTest
    static final ArchRule signaturesAreTheTokensBusiness =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..signaling.token..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.nimbusds..");

    @ArchTest
    static final ArchRule onlyTheInterfaceOfTheMediaPlaneIsKnown =
            noClasses()
                    .that()
                    .resideInAPackage("io.sluice.signaling..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.sluice.sfu.loop..",
                            "io.sluice.sfu.net..",
                            "io.sluice.sfu.room..",
                            "io.sluice.sfu.transport..",
                            "io.sluice.sfu.receive..",
                            "io.sluice.sfu.forward..",
                            "io.sluice.sfu.send..",
                            "io.sluice.sfu.congestion..",
                            "io.sluice.sfu.time..",
                            "io.sluice.server..");

    @ArchTest
    static final ArchRule messagesAndSdpKnowNothingOfMeetings =
            noClasses()
                    .that()
                    .resideInAnyPackage("..signaling.message..", "..signaling.sdp..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "..signaling.session..",
                            "..signaling.websocket..",
                            "..signaling.http..",
                            "..signaling.token..");

    @ArchTest
    static final ArchRule meetingsKnowNothingOfConnections =
            noClasses()
                    .that()
                    .resideInAPackage("..signaling.session..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("..signaling.websocket..", "..signaling.http..");

    @ArchTest
    static final ArchRule timeComesFromOutside =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..signaling.websocket..")
                    .should()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(Clock.class, "systemUTC")
                    .orShould()
                    .callMethod(InstantSource.class, "system");

    @ArchTest
    static final ArchRule threadsAndRandomnessComeFromOutside =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..signaling.websocket..")
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(Executors.class, SecureRandom.class)
                    .orShould()
                    .callMethod(Thread.class, "startVirtualThread", Runnable.class);
}
