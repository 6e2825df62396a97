package io.sluice.rtp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

@AnalyzeClasses(packages = "io.sluice.rtp", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule needsNothingButTheJdk =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideOutsideOfPackages(
                            "io.sluice.rtp..", "java..", "javax.crypto..", "org.jspecify..");

    @ArchTest
    static final ArchRule hasNoClock =
            noClasses()
                    .should()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .dependOnClassesThat()
                    .belongToAnyOf(Clock.class, Instant.class);

    @ArchTest
    static final ArchRule hasNoRandomness =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(Random.class, ThreadLocalRandom.class);

    @ArchTest
    static final ArchRule hasNoThreadsAndNoSockets =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.util.concurrent..", "java.nio.channels..")
                    .orShould()
                    .dependOnClassesThat()
                    .belongToAnyOf(Thread.class);

    @ArchTest
    static final ArchRule callsNativeCodeOnlyForCryptography =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..rtp.srtp.openssl..")
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(Linker.class, SymbolLookup.class);

    @ArchTest
    static final ArchRule messagesKnowNothingOfEachOthersPackages =
            noClasses()
                    .that()
                    .resideInAnyPackage("..rtp.buffer..", "..rtp.rtcp..", "..rtp.pcap..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("..rtp.srtp..", "..rtp.codec..");
}
