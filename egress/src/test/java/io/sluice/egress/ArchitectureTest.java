package io.sluice.egress;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Native code stays in the worker: the server must live when that dies.
@AnalyzeClasses(packages = "io.sluice.egress", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String[] SERVER_SIDE = {"..egress.supervise..", "..egress.room.."};
    private static final String[] WORKER_SIDE = {
        "..egress.decode..",
        "..egress.compose..",
        "..egress.audio..",
        "..egress.encode..",
        "..egress.program..",
        "..egress.passthrough..",
        "..egress.srt..",
        "..egress.worker.."
    };

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.sluice.egress.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theServersSideCallsNoNativeCode =
            noClasses()
                    .that()
                    .resideInAnyPackage(SERVER_SIDE)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(WORKER_SIDE)
                    .orShould()
                    .dependOnClassesThat()
                    .resideInAPackage("org.bytedeco..");

    @ArchTest
    static final ArchRule libavIsCalledWhereItIsWrapped =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "..egress.decode..",
                            "..egress.compose..",
                            "..egress.encode..",
                            "..egress.program..",
                            "..egress.srt..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.bytedeco..");

    @ArchTest
    static final ArchRule theWorkerKnowsNoRooms =
            noClasses()
                    .that()
                    .resideInAnyPackage(WORKER_SIDE)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.sluice.sfu..");

    @ArchTest
    static final ArchRule onlyTheApiOfTheMediaPlaneIsKnown =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.sluice.sfu.room..",
                            "io.sluice.sfu.loop..",
                            "io.sluice.sfu.transport..",
                            "io.sluice.signaling..");

    @ArchTest
    static final ArchRule logicHasNoClock =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "..egress.input..",
                            "..egress.decode..",
                            "..egress.compose..",
                            "..egress.audio..",
                            "..egress.encode..",
                            "..egress.program..",
                            "..egress.passthrough..",
                            "..egress.control..")
                    .should()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule jsonStaysInControl =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..egress.control..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.fasterxml..");
}
