package io.sluice.egress.output;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.Socket;

@AnalyzeClasses(
        packages = "io.sluice.egress.output",
        importOptions = ImportOption.DoNotIncludeTests.class)
final class OutputArchitectureTest {
    @ArchTest
    static final ArchRule needsNoLibraryButTheCodec =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideOutsideOfPackages(
                            "io.sluice.egress.output..",
                            "io.sluice.rtmp..",
                            "java..",
                            "javax.net.ssl..",
                            "org.jspecify..");

    @ArchTest
    static final ArchRule onlyTheNetworkAndItsConnectionsKnowSockets =
            noClasses()
                    .that()
                    .haveNameNotMatching(".*\\.(Rtmp|OutputNetwork)\\w*(\\$.*)?")
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(Socket.class);

    @ArchTest
    static final ArchRule machinesHaveNoClock =
            noClasses()
                    .that()
                    .haveSimpleNameEndingWith("Machine")
                    .or()
                    .haveSimpleNameEndingWith("Muxer")
                    .or()
                    .haveSimpleNameEndingWith("Segmenter")
                    .or()
                    .haveSimpleNameEndingWith("Stream")
                    .or()
                    .haveSimpleNameEndingWith("Playlist")
                    .should()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis");
}
