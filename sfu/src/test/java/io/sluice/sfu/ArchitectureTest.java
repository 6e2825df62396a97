package io.sluice.sfu;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SelectableChannel;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Lock;

/// The import rules of the media plane. The root package puts it together and may use all of it.
@AnalyzeClasses(packages = "io.sluice.sfu", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String[] ROAD = {
        "..sfu.receive..", "..sfu.forward..", "..sfu.send..", "..sfu.congestion..", "..sfu.time.."
    };

    @ArchTest
    static final ArchRule sfuKnowsNothingOfTheControlPlane =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.sluice.signaling..", "io.sluice.server..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.sluice.sfu.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theRoadKnowsNeitherRoomsNorLoops =
            noClasses()
                    .that()
                    .resideInAnyPackage(ROAD)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "..sfu.loop..", "..sfu.room..", "..sfu.transport..", "..sfu.net..");

    @ArchTest
    static final ArchRule transportsKnowNeitherRoomsNorLoops =
            noClasses()
                    .that()
                    .resideInAPackage("..sfu.transport..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "..sfu.loop..", "..sfu.room..", "..sfu.receive..", "..sfu.forward..");

    @ArchTest
    static final ArchRule roomsDoNotKnowTheirLoop =
            noClasses()
                    .that()
                    .resideInAPackage("..sfu.room..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("..sfu.loop..", "..sfu.net..");

    @ArchTest
    static final ArchRule ice4jStaysInItsPackage =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..sfu.transport.ice..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.ice4j..");

    /// Of ice4j, its messages are used, and by the loop's agent also its agent.
    @ArchTest
    static final ArchRule onlyFullModeUsesAgentsOfIce4j =
            noClasses()
                    .that()
                    .haveNameNotMatching(".*\\.(IceAgent(\\$.*)?|LoopStunStack|AgentCheck)")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.ice4j.ice..", "org.ice4j.stack..");

    /// Its sockets are never used.
    @ArchTest
    static final ArchRule socketsOfIce4jAreNeverUsed =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.ice4j.socket..", "org.ice4j.stunclient..");

    @ArchTest
    static final ArchRule bouncyCastleStaysInItsPackage =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..sfu.transport.dtls..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.bouncycastle..");

    @ArchTest
    static final ArchRule onlyTheLoopReadsTheClock =
            noClasses()
                    .that()
                    .resideInAPackage("io.sluice.sfu.(*)..")
                    .and()
                    .resideOutsideOfPackages("..sfu.loop..", "..sfu.net..", "..transport.dtls..")
                    .should()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(Clock.class);

    @ArchTest
    static final ArchRule onlyTheLoopHasThreads =
            noClasses()
                    .that()
                    .resideInAnyPackage("io.sluice.sfu.(*)..")
                    .and()
                    .resideOutsideOfPackages("..sfu.loop..", "..sfu.net..", "..transport.dtls..")
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(Thread.class)
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(ExecutorService.class)
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(Lock.class);

    @ArchTest
    static final ArchRule onlyNetHasSockets =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("..sfu.net..")
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(SelectableChannel.class)
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(DatagramSocket.class)
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(Socket.class)
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(ServerSocket.class);

    @ArchTest
    static final ArchRule onlyNetCallsNativeCode =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..sfu.net..")
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(Linker.class, SymbolLookup.class);

    @ArchTest
    static final ArchRule chanceComesAsAnArgument =
            noClasses()
                    .that()
                    .resideInAnyPackage("io.sluice.sfu.(*)..")
                    .and()
                    .resideOutsideOfPackages("..sfu.loop..", "..transport.dtls..")
                    .should()
                    .callConstructor(Random.class)
                    .orShould()
                    .callConstructor(SecureRandom.class)
                    .orShould()
                    .callMethod(ThreadLocalRandom.class, "current");
}
